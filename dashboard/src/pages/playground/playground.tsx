import { createEffect, createSignal, For, on, Show } from "solid-js";
import { useApi } from "../../data/session.tsx";
import { usePageTitle } from "../../lib/title.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { useAgentScope } from "../agent/agent-context.ts";
import { Composer } from "./composer.tsx";
import { createPlayground } from "./create-playground.ts";
import { PassagePanel } from "./passage-panel.tsx";
import "./playground.css";
import { TEXT } from "./text.ts";
import { TurnView } from "./turn-view.tsx";

export function Playground() {
  const { agentId, agent } = useAgentScope();
  const playground = createPlayground({
    api: useApi(),
    agentId,
    now: () => performance.now(),
    newId: () => crypto.randomUUID(),
  });
  // The citation that somebody followed: its passage is shown whole and takes the focus.
  const [followed, setFollowed] = createSignal<{ turnId: string; chunkId: string }>();
  const shown = () => playground.turns.find((turn) => turn.id === followed()?.turnId) ?? playground.turns.at(-1);
  usePageTitle(() => [TEXT.title, agent().name]);
  createEffect(
    on(
      () => playground.turns.length,
      () => setFollowed(undefined),
    ),
  );

  return (
    <div class="stack stack-loose">
      <PageHeader
        title={TEXT.title}
        description={TEXT.description}
        actions={
          <Show when={playground.turns.length > 0}>
            <Button icon="undo" onClick={playground.clear}>
              {TEXT.clear}
            </Button>
          </Show>
        }
      />
      <div class="playground">
        <section class="playground-chat" aria-label={TEXT.conversation}>
          <Show when={playground.turns.length > 0} fallback={<Start onAsk={playground.ask} />}>
            <ol class="plain turns">
              <For each={playground.turns}>
                {(turn) => (
                  <TurnView
                    turn={turn}
                    agentName={agent().name}
                    onCitation={(chunkId) => setFollowed({ turnId: turn.id, chunkId })}
                    onAskAgain={() => playground.ask(turn.question)}
                  />
                )}
              </For>
            </ol>
          </Show>
          <Composer
            turns={playground.turns.length}
            isAnswering={playground.isAnswering()}
            onAsk={playground.ask}
            onStop={playground.stop}
          />
        </section>
        <PassagePanel turn={shown()} followedChunkId={followed()?.chunkId} onRetry={playground.retryPassages} />
      </div>
    </div>
  );
}

function Start(props: { onAsk: (text: string) => void }) {
  const { agent } = useAgentScope();
  return (
    <EmptyState
      icon="chat"
      title={TEXT.empty.title}
      text={TEXT.empty.text}
      action={
        <For each={agent().starters}>
          {(starter) => (
            <Button size="small" onClick={() => props.onAsk(starter)}>
              {starter}
            </Button>
          )}
        </For>
      }
    />
  );
}
