import { A, useParams } from "@solidjs/router";
import { For } from "solid-js";
import { itemsOf } from "../../data/paging.ts";
import { useDocuments, useSource } from "../../data/sources.ts";
import { plural } from "../../lib/format.ts";
import { usePageTitle } from "../../lib/title.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Breadcrumbs, PageHeader } from "../../ui/page-header.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Time } from "../../ui/time.tsx";
import { useAgentScope } from "../agent/agent-context.ts";
import "./knowledge.css";
import { SourceProblems } from "./source-problems.tsx";
import { describe } from "./source-row.tsx";
import { SourceStatus } from "./source-status.tsx";
import { SOURCE_TEXT, TEXT } from "./text.ts";

export function SourcePage() {
  const params = useParams<{ sourceId: string }>();
  const { agentId, agent } = useAgentScope();
  const source = useSource(() => params.sourceId);
  usePageTitle(() => [source.isSuccess ? source.data.name : TEXT.title, agent().name]);
  return (
    <div class="stack stack-loose">
      <Breadcrumbs links={[{ href: `/agents/${agentId()}/knowledge`, label: TEXT.title }]} />
      <QueryStates query={source} loadingLabel={SOURCE_TEXT.loading} skeleton={<Skeleton lines={3} />}>
        {(data) => (
          <>
            <PageHeader title={data().name} description={describe(data())} actions={<SourceStatus source={data()} />} />
            <SourceProblems source={data()} />
          </>
        )}
      </QueryStates>
      <DocumentList agentId={agentId()} sourceId={params.sourceId} />
    </div>
  );
}

function DocumentList(props: { agentId: string; sourceId: string }) {
  const documents = useDocuments(() => props.sourceId);
  return (
    <section class="stack" aria-label={SOURCE_TEXT.documents}>
      <h2>{SOURCE_TEXT.documents}</h2>
      <QueryStates
        query={documents}
        loadingLabel={SOURCE_TEXT.loadingDocuments}
        skeleton={<Skeleton lines={3} />}
        isEmpty={(pages) => itemsOf(pages).length === 0}
        empty={<EmptyState icon="file" title={SOURCE_TEXT.noDocuments} text={SOURCE_TEXT.noDocumentsText} />}
      >
        {(pages) => (
          <>
            <ul class="plain sources">
              <For each={itemsOf(pages())}>
                {(document) => (
                  <li class="source source-plain">
                    <span class="source-icon">
                      <Icon name="text" />
                    </span>
                    <div class="source-main">
                      <A
                        class="source-name truncate"
                        href={`/agents/${props.agentId}/knowledge/${props.sourceId}/documents/${document.id}`}
                        state={{ title: document.title, url: document.url }}
                      >
                        {document.title || document.externalId}
                      </A>
                      <p class="small soft">
                        {plural(document.chunks, TEXT.passage)} · <Time at={document.updatedAt} />
                      </p>
                    </div>
                    <Icon name="chevronRight" />
                  </li>
                )}
              </For>
            </ul>
            <LoadMore query={documents} />
          </>
        )}
      </QueryStates>
    </section>
  );
}
