import type { AuditEvent } from "@netvexa/contract/http/audit";
import { For, Show } from "solid-js";
import { Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { TEXT } from "./text.ts";
import { actionWords, detailWords, kindWords } from "./words.ts";

/** `nameOf` gives the name of a person, an agent or a key, as far as it is known. */
export function EventTable(props: { events: readonly AuditEvent[]; nameOf: (id: string) => string | undefined }) {
  return (
    <Table
      caption={TEXT.title}
      columns={[TEXT.columns.action, TEXT.columns.actor, TEXT.columns.target, TEXT.columns.detail, TEXT.columns.at]}
    >
      <For each={props.events}>
        {(event) => (
          <tr>
            <th scope="row">
              {actionWords(event.action)} <code class="audit-code">{event.action}</code>
            </th>
            <td class="audit-object" data-label={TEXT.columns.actor}>
              <Named kind={event.actor.kind} id={event.actor.id} name={props.nameOf(event.actor.id)} />
            </td>
            <td class="audit-object" data-label={TEXT.columns.target}>
              <Named kind={event.target.kind} id={event.target.id} name={props.nameOf(event.target.id)} />
            </td>
            <td class="audit-object" data-label={TEXT.columns.detail}>
              {detailWords(event) || "–"}
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

/** By name, or else what it is with its id, shortened to what tells two apart. */
function Named(props: { kind: string; id: string; name: string | undefined }) {
  const ID_CHARS = 10;
  const isLong = () => props.id.includes("_") && props.id.length > ID_CHARS;
  return (
    <Show when={props.name === undefined} fallback={props.name}>
      {kindWords(props.kind)}{" "}
      <code class="audit-code" title={props.id}>
        {isLong() ? `${props.id.slice(0, ID_CHARS)}…` : props.id}
      </code>
    </Show>
  );
}
