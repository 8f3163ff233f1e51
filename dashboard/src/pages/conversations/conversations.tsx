import type { Conversation } from "@netvexa/contract/http/conversations";
import { A } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { useConversations } from "../../data/conversations.ts";
import { itemsOf } from "../../data/paging.ts";
import { plural } from "../../lib/format.ts";
import { usePageTitle } from "../../lib/title.ts";
import { Badge } from "../../ui/badge.tsx";
import { LinkButton } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Time } from "../../ui/time.tsx";
import { useAgentScope } from "../agent/agent-context.ts";
import "./conversations.css";
import { CHANNELS, MODES, TEXT } from "./text.ts";

export function Conversations() {
  const { agentId, agent } = useAgentScope();
  const conversations = useConversations(agentId);
  usePageTitle(() => [TEXT.title, agent().name]);
  return (
    <div class="stack stack-loose">
      <PageHeader title={TEXT.title} description={TEXT.description} />
      <QueryStates
        query={conversations}
        loadingLabel={TEXT.loading}
        skeleton={<Skeleton lines={6} />}
        isEmpty={(pages) => itemsOf(pages).length === 0}
        empty={
          <EmptyState
            icon="chat"
            title={TEXT.empty.title}
            text={TEXT.empty.text}
            action={<LinkButton href={`/agents/${agentId()}/playground`}>{TEXT.empty.action}</LinkButton>}
          />
        }
      >
        {(pages) => (
          <>
            <ConversationList agentId={agentId()} conversations={itemsOf(pages())} />
            <LoadMore query={conversations} />
          </>
        )}
      </QueryStates>
    </div>
  );
}

function ConversationList(props: { agentId: string; conversations: readonly Conversation[] }) {
  const [wanted, setWanted] = createSignal("");
  const matching = () => {
    const needle = wanted().trim().toLowerCase();
    if (needle === "") return props.conversations;
    return props.conversations.filter((conversation) => conversation.title.toLowerCase().includes(needle));
  };
  return (
    <div class="stack">
      <input
        class="input conversations-search"
        type="search"
        aria-label={TEXT.search}
        placeholder={TEXT.search}
        value={wanted()}
        onInput={(event) => setWanted(event.currentTarget.value)}
      />
      <Show when={matching().length > 0} fallback={<p class="soft">{TEXT.noMatch}</p>}>
        <ul class="plain conversations">
          <For each={matching()}>
            {(conversation) => <ConversationRow agentId={props.agentId} conversation={conversation} />}
          </For>
        </ul>
      </Show>
    </div>
  );
}

function ConversationRow(props: { agentId: string; conversation: Conversation }) {
  const mode = () => MODES[props.conversation.mode];
  return (
    <li class="conversation">
      <div class="conversation-main">
        <A class="conversation-title truncate" href={`/agents/${props.agentId}/conversations/${props.conversation.id}`}>
          {props.conversation.title || TEXT.untitled}
        </A>
        <p class="small soft">
          {CHANNELS[props.conversation.channel]} · {plural(props.conversation.messages, TEXT.message)}
        </p>
      </div>
      <Show when={mode()}>{(shown) => <Badge tone={shown().tone}>{shown().label}</Badge>}</Show>
      <span class="small soft conversation-time">
        <Time at={props.conversation.lastMessageAt} />
      </span>
    </li>
  );
}
