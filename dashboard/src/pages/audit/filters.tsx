import type { Member } from "@netvexa/contract/http/members";
import { createSignal } from "solid-js";
import type { AuditFilter } from "../../data/audit.ts";
import { Select, TextField } from "../../ui/field.tsx";
import { TEXT } from "./text.ts";

const DAY_MS = 24 * 60 * 60_000;
const ACTION = /^[a-z_]+(\.[a-z_]+)+$/;

interface FiltersProps {
  people: readonly Member[];
  filter: AuditFilter;
  onChange: (filter: AuditFilter) => void;
}

export function Filters(props: FiltersProps) {
  const [action, setAction] = createSignal("");
  const who = () => [
    { value: "", label: TEXT.everybody },
    ...props.people.map(({ userId, name }) => ({ value: userId, label: name })),
  ];
  const actionError = () => (action().trim() === "" || ACTION.test(action().trim()) ? undefined : TEXT.actionError);

  function change(part: AuditFilter): void {
    props.onChange({ ...props.filter, ...part });
  }

  return (
    <fieldset class="audit-filters">
      <legend class="visually-hidden">{TEXT.filters}</legend>
      <Select
        label={TEXT.who}
        options={who()}
        value={props.filter.actor ?? ""}
        onChange={(event) => change({ actor: event.currentTarget.value || undefined })}
      />
      <TextField
        label={TEXT.what}
        placeholder={TEXT.whatPlaceholder}
        value={action()}
        onInput={(event) => setAction(event.currentTarget.value)}
        onChange={() => change({ action: actionError() ? undefined : action().trim() || undefined })}
        error={actionError()}
      />
      <Select
        label={TEXT.since}
        options={TEXT.sinces}
        onChange={(event) => {
          const days = Number(event.currentTarget.value);
          change({ since: days === 0 ? undefined : new Date(Date.now() - days * DAY_MS).toISOString() });
        }}
      />
    </fieldset>
  );
}
