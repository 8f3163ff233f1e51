import { useParams } from "@solidjs/router";
import { For } from "solid-js";
import { useConversation, useTranscript } from "../../data/conversations.ts";
import { itemsOf } from "../../data/paging.ts";
import { formatDateTime } from "../../lib/format.ts";
import { usePageTitle } from "../../lib/title.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Breadcrumbs, PageHeader } from "../../ui/page-header.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useAgentScope } from "../agent/agent-context.ts";
import "./conversations.css";
import { Message } from "./message.tsx";
import { CHANNELS, TEXT } from "./text.ts";
import { VisitorActions } from "./visitor-actions.tsx";

export function ConversationPage() {
  const params = useParams<{ conversationId: string }>();
  const { agentId, agent } = useAgentScope();
  const conversation = useConversation(() => params.conversationId);
  const transcript = useTranscript(() => params.conversationId);
  const title = () => (conversation.isSuccess && conversation.data.title) || TEXT.untitled;
  usePageTitle(() => [conversation.isSuccess ? title() : TEXT.title, agent().name]);

  return (
    <div class="stack stack-loose">
      <Breadcrumbs links={[{ href: `/agents/${agentId()}/conversations`, label: TEXT.title }]} />
      <QueryStates query={conversation} loadingLabel={TEXT.loadingTranscript} skeleton={<Skeleton lines={1} />}>
        {(data) => (
          <PageHeader
            title={title()}
            description={`${CHANNELS[data().channel]} · ${formatDateTime(data().startedAt)}`}
            actions={<VisitorActions visitorId={data().visitorId} listHref={`/agents/${agentId()}/conversations`} />}
          />
        )}
      </QueryStates>
      <QueryStates
        query={transcript}
        loadingLabel={TEXT.loadingTranscript}
        skeleton={<Skeleton lines={4} />}
        isEmpty={(pages) => itemsOf(pages).length === 0}
        empty={<EmptyState icon="chat" title={TEXT.noMessages} text={TEXT.noMessagesText} />}
      >
        {(pages) => (
          <>
            <ol class="plain transcript" aria-label={TEXT.transcript}>
              <For each={itemsOf(pages())}>{(message) => <Message message={message} agentName={agent().name} />}</For>
            </ol>
            <LoadMore query={transcript} />
          </>
        )}
      </QueryStates>
    </div>
  );
}
