import type { AuditEvent } from "@netvexa/contract/http/audit";
import type { Member } from "@netvexa/contract/http/members";
import { For } from "solid-js";
import { Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { TEXT } from "./text.ts";

export function EventTable(props: { events: readonly AuditEvent[]; people: readonly Member[] }) {
  const nameOf = (id: string) => props.people.find(({ userId }) => userId === id)?.name;
  const actorOf = ({ actor }: AuditEvent) =>
    nameOf(actor.id) ?? `${actor.kind === "key" ? TEXT.key : actor.kind} ${actor.id}`;
  return (
    <Table
      caption={TEXT.title}
      columns={[TEXT.columns.action, TEXT.columns.actor, TEXT.columns.target, TEXT.columns.detail, TEXT.columns.at]}
    >
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
    </Table>
  );
}

/** "version: 3, role: editor"; what is not a plain value is shown as it was written. */
function describeDetail(detail: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(detail).map(
    ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return parts.join(", ") || "–";
}
