import { createUniqueId, For, Match, Switch } from "solid-js";
import { formatMs } from "../../lib/format.ts";
import { ProblemPanel } from "../../ui/problem-panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import type { Turn } from "./create-playground.ts";
import { mergePassages } from "./merge-passages.ts";
import { PassageItem } from "./passage-item.tsx";
import { TEXT } from "./text.ts";

interface PassagePanelProps {
  turn: Turn | undefined;
  followedChunkId: string | undefined;
  onRetry: (turnId: string) => void;
}

export function PassagePanel(props: PassagePanelProps) {
  const titleId = createUniqueId();
  const ready = () => (props.turn?.passages.kind === "ready" ? props.turn.passages : undefined);
  const failed = () => (props.turn?.passages.kind === "failed" ? props.turn.passages : undefined);
  const passages = () => mergePassages(ready()?.hits ?? [], props.turn?.answer.citations ?? []);
  return (
    <section class="passages" aria-labelledby={titleId}>
      <div class="stack stack-tight">
        <div class="passages-head">
          <h2 id={titleId}>{TEXT.passages}</h2>
          <span class="small faint numeric">{ready() ? formatMs(ready()?.timings.total ?? 0) : ""}</span>
        </div>
        <p class="small soft">{TEXT.passagesHint}</p>
      </div>
      <Switch>
        <Match when={props.turn === undefined}>
          <p class="passages-note">{TEXT.passagesEmpty}</p>
        </Match>
        <Match when={props.turn?.passages.kind === "loading"}>
          <div aria-busy="true">
            <span class="visually-hidden" role="status">
              {TEXT.loadingPassages}
            </span>
            <Skeleton lines={4} />
          </div>
        </Match>
        <Match when={failed()}>
          {(failure) => (
            <ProblemPanel error={failure().error} onRetry={() => props.turn && props.onRetry(props.turn.id)} />
          )}
        </Match>
        <Match when={passages().length === 0}>
          <p class="passages-note">{TEXT.noPassages}</p>
        </Match>
        <Match when={passages().length > 0}>
          <ol class="plain passage-list">
            <For each={passages()}>
              {(passage) => <PassageItem passage={passage} isFollowed={passage.chunkId === props.followedChunkId} />}
            </For>
          </ol>
        </Match>
      </Switch>
    </section>
  );
}
