import { AUDIT_ACTIONS } from "@netvexa/contract/audit-actions";
import type { Member } from "@netvexa/contract/http/members";
import type { AuditFilter } from "../../data/audit.ts";
import { Select } from "../../ui/field.tsx";
import { TEXT } from "./text.ts";

const DAY_MS = 24 * 60 * 60_000;

interface FiltersProps {
  people: readonly Member[];
  filter: AuditFilter;
  onChange: (filter: AuditFilter) => void;
}

export function Filters(props: FiltersProps) {
  const who = () => [
    { value: "", label: TEXT.everybody },
    ...props.people.map(({ userId, name }) => ({ value: userId, label: name })),
  ];
  const what = [
    { value: "", label: TEXT.everything },
    ...Object.entries(AUDIT_ACTIONS).map(([value, label]) => ({ value, label })),
  ];

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
      <Select
        label={TEXT.what}
        options={what}
        value={props.filter.action ?? ""}
        onChange={(event) => change({ action: event.currentTarget.value || undefined })}
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
