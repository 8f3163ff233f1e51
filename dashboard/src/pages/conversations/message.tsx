import type { Citation } from "@netvexa/contract/answer";
import type { ConversationMessage } from "@netvexa/contract/http/conversations";
import { createUniqueId, For, Match, Show, Switch } from "solid-js";
import { Badge } from "../../ui/badge.tsx";
import { Icon } from "../../ui/icon.tsx";
import { RichText } from "../../ui/rich-text.tsx";
import { Time } from "../../ui/time.tsx";
import { MADE_BY } from "../playground/text.ts";
import { ROLES, TEXT } from "./text.ts";

export function Message(props: { message: ConversationMessage; agentName: string }) {
  const id = createUniqueId();
  const name = () => (props.message.role === "agent" ? props.agentName : ROLES[props.message.role]);
  return (
    <li class={`message message-${props.message.role}`}>
      <p class="message-head">
        <span class="message-name">{name()}</span>
        <span class="small faint">
          <Time at={props.message.at} />
        </span>
      </p>
      <Show when={props.message.role !== "visitor"} fallback={<p class="message-plain">{props.message.text}</p>}>
        <RichText
          text={props.message.text}
          citations={props.message.citations}
          onCitation={(citation) => document.getElementById(`${id}-${citation.n}`)?.focus()}
        />
      </Show>
      <Show when={props.message.citations.length > 0}>
        <Citations id={id} citations={props.message.citations} />
      </Show>
      <MessageFacts message={props.message} />
    </li>
  );
}

function Citations(props: { id: string; citations: readonly Citation[] }) {
  return (
    <ol class="plain citations" aria-label={TEXT.citations}>
      <For each={props.citations}>
        {(citation) => (
          <li class="citation" id={`${props.id}-${citation.n}`} tabIndex={-1}>
            <span class="citation-n">{citation.n}</span>
            <div>
              <p class="citation-title">
                <Show when={citation.url} fallback={citation.title}>
                  {(url) => (
                    <a href={url()} target="_blank" rel="noopener noreferrer">
                      {citation.title}
                    </a>
                  )}
                </Show>
              </p>
              <q class="soft">{citation.quote}</q>
            </div>
          </li>
        )}
      </For>
    </ol>
  );
}

function MessageFacts(props: { message: ConversationMessage }) {
  return (
    <div class="row small soft">
      <Show when={props.message.made}>{(made) => <span>{MADE_BY[made().by]}</span>}</Show>
      <Switch>
        <Match when={props.message.reason === "interrupted"}>
          <Badge tone="warning">{TEXT.interrupted}</Badge>
        </Match>
        <Match when={props.message.reason === "stopped"}>
          <Badge>{TEXT.stopped}</Badge>
        </Match>
      </Switch>
      <Show when={props.message.feedback}>
        {(feedback) => (
          <span class={`feedback feedback-${feedback().rating}`}>
            <Icon name={feedback().rating === "up" ? "thumbUp" : "thumbDown"} />
            {feedback().rating === "up" ? TEXT.liked : TEXT.disliked}
            <Show when={feedback().comment}>{(comment) => <q>{comment()}</q>}</Show>
          </span>
        )}
      </Show>
    </div>
  );
}
