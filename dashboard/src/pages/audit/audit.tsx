import type { AuditExportQuery } from "@netvexa/contract/http/audit";
import { createSignal, Show } from "solid-js";
import { useAgents } from "../../data/agents.ts";
import { useApiKeys } from "../../data/api-keys.ts";
import { toApiProblem } from "../../data/api-problem.ts";
import { type AuditFilter, useAuditEvents, useAuditExport } from "../../data/audit.ts";
import { useMembers } from "../../data/members.ts";
import { itemsOf } from "../../data/paging.ts";
import { download } from "../../lib/download.ts";
import { usePageTitle } from "../../lib/title.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { notify } from "../../ui/toast.tsx";
import "./audit.css";
import { EventTable } from "./event-table.tsx";
import { Filters } from "./filters.tsx";
import { TEXT } from "./text.ts";

export function Audit() {
  const [filter, setFilter] = createSignal<AuditFilter>({});
  const events = useAuditEvents(filter);
  const members = useMembers();
  usePageTitle(() => [TEXT.title]);
  const people = () => loaded(members);
  const agents = useAgents();
  const keys = useApiKeys();
  const nameOf = (sought: string) =>
    people().find(({ userId }) => userId === sought)?.name ??
    [...loaded(agents), ...loaded(keys)].find(({ id }) => id === sought)?.name;
  const isFiltered = () => Object.values(filter()).some((value) => value !== undefined);
  const isForbidden = () => events.isError && toApiProblem(events.error).code === "forbidden";

  return (
    <div class="stack stack-loose">
      <PageHeader
        title={TEXT.title}
        description={TEXT.description}
        actions={
          <Show when={!isForbidden()}>
            <ExportButtons filter={filter()} />
          </Show>
        }
      />
      <Show when={!isForbidden()} fallback={<p class="soft">{TEXT.forbidden}</p>}>
        <Filters people={people()} filter={filter()} onChange={setFilter} />
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
      </Show>
    </div>
  );
}

/** What there is of a list so far; reading it sooner would hold the page back. */
function loaded<T>(query: {
  isPending: boolean;
  data: { pages: { items: readonly T[] }[] } | undefined;
}): readonly T[] {
  return query.isPending || !query.data ? [] : query.data.pages.flatMap(({ items }) => items);
}

function ExportButtons(props: { filter: AuditFilter }) {
  const exportEvents = useAuditExport();
  const [running, setRunning] = createSignal<AuditExportQuery["format"]>();

  async function save(format: AuditExportQuery["format"]): Promise<void> {
    setRunning(format);
    try {
      download(await exportEvents(props.filter, format), `audit.${format}`);
    } catch (error) {
      notify("problem", toApiProblem(error).message);
    } finally {
      setRunning(undefined);
    }
  }

  return (
    <>
      <Button busy={running() === "csv"} onClick={() => void save("csv")}>
        {TEXT.csv}
      </Button>
      <Button busy={running() === "json"} onClick={() => void save("json")}>
        {TEXT.json}
      </Button>
    </>
  );
}
