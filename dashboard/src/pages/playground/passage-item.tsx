import { createEffect, createSignal, createUniqueId, For, Show } from "solid-js";
import { Badge } from "../../ui/badge.tsx";
import { Level } from "../../ui/progress.tsx";
import { markQuotes, type Passage } from "./merge-passages.ts";
import { TEXT } from "./text.ts";

const LONG_CHARS = 260;

export function PassageItem(props: { passage: Passage; isFollowed: boolean }) {
  const textId = createUniqueId();
  const [isWhole, setWhole] = createSignal(false);
  let item: HTMLLIElement | undefined;
  const spans = () =>
    markQuotes(
      props.passage.text,
      props.passage.citations.map((citation) => citation.quote),
    );

  createEffect(() => {
    if (!props.isFollowed) return;
    setWhole(true);
    item?.focus({ preventScroll: true });
    item?.scrollIntoView({ block: "nearest" });
  });

  return (
    <li ref={item} class="passage" classList={{ "passage-followed": props.isFollowed }} tabIndex={-1}>
      <div class="passage-head">
        <p class="passage-title truncate">
          <Show when={props.passage.url} fallback={props.passage.title}>
            {(url) => (
              <a href={url()} target="_blank" rel="noopener noreferrer">
                {props.passage.title}
              </a>
            )}
          </Show>
        </p>
        <For each={props.passage.citations}>
          {(citation) => (
            <Badge tone="accent">
              {TEXT.cited} [{citation.n}]
            </Badge>
          )}
        </For>
      </div>
      <Show when={props.passage.score !== undefined}>
        <p class="passage-score">
          <Level value={props.passage.score ?? 0} />
          <span class="small soft numeric">
            <span class="visually-hidden">{TEXT.score} </span>
            {(props.passage.score ?? 0).toFixed(2)}
          </span>
        </p>
      </Show>
      <p
        id={textId}
        class="passage-body"
        classList={{ "passage-cut": !isWhole() && props.passage.text.length > LONG_CHARS }}
      >
        <For each={spans()}>{(span) => (span.isQuoted ? <mark>{span.text}</mark> : span.text)}</For>
      </p>
      <Show when={props.passage.text.length > LONG_CHARS}>
        <button
          type="button"
          class="text-button"
          aria-expanded={isWhole()}
          aria-controls={textId}
          onClick={() => setWhole((whole) => !whole)}
        >
          {isWhole() ? TEXT.showLess : TEXT.showAll}
          <span class="visually-hidden">: {props.passage.title}</span>
        </button>
      </Show>
    </li>
  );
}
