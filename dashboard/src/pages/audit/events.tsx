import { Show } from "solid-js";
import { useAgents } from "../../data/agents.ts";
import { useApiKeys } from "../../data/api-keys.ts";
import { type AuditFilter, useAuditEvents } from "../../data/audit.ts";
import { useMembers } from "../../data/members.ts";
import { itemsOf } from "../../data/paging.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { EventTable } from "./event-table.tsx";
import { Filters } from "./filters.tsx";
import { TEXT } from "./text.ts";

/** What the filter lets through, with the names of whom and what it speaks of. */
export function Events(props: { filter: AuditFilter; onFilter: (filter: AuditFilter) => void }) {
  const events = useAuditEvents(() => props.filter);
  const members = useMembers();
  const agents = useAgents();
  const keys = useApiKeys();
  const isFiltered = () => Object.values(props.filter).some((value) => value !== undefined);
  const nameOf = (sought: string) =>
    loaded(members).find(({ userId }) => userId === sought)?.name ??
    [...loaded(agents), ...loaded(keys)].find(({ id }) => id === sought)?.name;
  return (
    <>
      <Filters people={loaded(members)} filter={props.filter} onChange={props.onFilter} />
      <QueryStates
        query={events}
        loadingLabel={TEXT.loading}
        skeleton={<Skeleton lines={4} />}
        isEmpty={(pages) => itemsOf(pages).length === 0}
        empty={
          <Show
            when={isFiltered()}
            fallback={<EmptyState icon="text" title={TEXT.empty.title} text={TEXT.empty.text} />}
          >
            <p class="soft" role="status">
              {TEXT.none}
            </p>
          </Show>
        }
      >
        {(pages) => (
          <>
            <EventTable events={itemsOf(pages())} nameOf={nameOf} />
            <LoadMore query={events} />
          </>
        )}
      </QueryStates>
    </>
  );
}

/** What there is of a list so far; reading it sooner would hold the page back. */
function loaded<T>(query: {
  isPending: boolean;
  data: { pages: { items: readonly T[] }[] } | undefined;
}): readonly T[] {
  return query.isPending || !query.data ? [] : query.data.pages.flatMap(({ items }) => items);
}
