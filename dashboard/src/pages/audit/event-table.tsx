import type { AuditEvent } from "@netvexa/contract/http/audit";
import type { Member } from "@netvexa/contract/http/members";
import { For } from "solid-js";
import "../../ui/table.css";
import { Time } from "../../ui/time.tsx";
import { TEXT } from "./text.ts";

export function EventTable(props: { events: readonly AuditEvent[]; people: readonly Member[] }) {
  const nameOf = (id: string) => props.people.find(({ userId }) => userId === id)?.name;
  const actorOf = ({ actor }: AuditEvent) =>
    nameOf(actor.id) ?? `${actor.kind === "key" ? TEXT.key : actor.kind} ${actor.id}`;
  return (
    <table class="table">
      <caption class="visually-hidden">{TEXT.title}</caption>
      <thead>
        <tr>
          <th scope="col">{TEXT.columns.action}</th>
          <th scope="col">{TEXT.columns.actor}</th>
          <th scope="col">{TEXT.columns.target}</th>
          <th scope="col">{TEXT.columns.detail}</th>
          <th scope="col">{TEXT.columns.at}</th>
        </tr>
      </thead>
      <tbody>
        <For each={props.events}>
          {(event) => (
            <tr>
              <th scope="row">
                <code>{event.action}</code>
              </th>
              <td class="audit-object" data-label={TEXT.columns.actor}>
                {actorOf(event)}
              </td>
              <td class="audit-object" data-label={TEXT.columns.target}>
                {nameOf(event.target.id) ?? <code>{event.target.id}</code>}
              </td>
              <td class="audit-object" data-label={TEXT.columns.detail}>
                {describeDetail(event.detail)}
              </td>
              <td data-label={TEXT.columns.at}>
                <Time at={event.at} />
              </td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

/** "version: 3, role: editor"; what is not a plain value is shown as it was written. */
function describeDetail(detail: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(detail).map(
    ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return parts.join(", ") || "–";
}
