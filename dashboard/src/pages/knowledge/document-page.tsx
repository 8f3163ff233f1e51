import { useParams } from "@solidjs/router";
import { For, Show } from "solid-js";
import { itemsOf } from "../../data/paging.ts";
import { useChunks, useDocuments, useSource } from "../../data/sources.ts";
import { usePageTitle } from "../../lib/title.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Breadcrumbs, PageHeader } from "../../ui/page-header.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useAgentScope } from "../agent/agent-context.ts";
import "./knowledge.css";
import { SOURCE_TEXT, TEXT } from "./text.ts";

export function DocumentPage() {
  const params = useParams<{ sourceId: string; documentId: string }>();
  const { agentId, agent } = useAgentScope();
  const source = useSource(() => params.sourceId);
  const documents = useDocuments(() => params.sourceId);
  const chunks = useChunks(() => params.documentId);
  const document = () =>
    documents.isSuccess ? itemsOf(documents.data).find(({ id }) => id === params.documentId) : undefined;
  const title = () => document()?.title || document()?.externalId || SOURCE_TEXT.passages;
  usePageTitle(() => [title(), agent().name]);

  return (
    <div class="stack stack-loose">
      <Breadcrumbs
        links={[
          { href: `/agents/${agentId()}/knowledge`, label: TEXT.title },
          {
            href: `/agents/${agentId()}/knowledge/${params.sourceId}`,
            label: source.isSuccess ? source.data.name : "…",
          },
        ]}
      />
      <PageHeader
        title={title()}
        description={SOURCE_TEXT.passagesHint}
        actions={
          <Show when={document()?.url}>
            {(url) => (
              <a href={url()} target="_blank" rel="noopener noreferrer">
                {SOURCE_TEXT.openOriginal}
              </a>
            )}
          </Show>
        }
      />
      <QueryStates
        query={chunks}
        loadingLabel={SOURCE_TEXT.loadingPassages}
        skeleton={<Skeleton lines={4} />}
        isEmpty={(pages) => itemsOf(pages).length === 0}
        empty={<EmptyState icon="text" title={SOURCE_TEXT.noPassages} text={SOURCE_TEXT.noPassagesText} />}
      >
        {(pages) => (
          <>
            <ol class="plain passages-of-document">
              <For each={itemsOf(pages())}>
                {(chunk) => (
                  <li class="document-passage">
                    <span class="passage-number numeric">{chunk.position + 1}</span>
                    <div class="stack stack-tight">
                      <Show when={chunk.heading}>
                        <p class="passage-heading">{chunk.heading}</p>
                      </Show>
                      <p class="passage-text">{chunk.text}</p>
                    </div>
                  </li>
                )}
              </For>
            </ol>
            <LoadMore query={chunks} />
          </>
        )}
      </QueryStates>
    </div>
  );
}
