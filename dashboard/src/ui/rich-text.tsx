import { createMemo, Index, Match, Show, Switch } from "solid-js";
import { type Block, type Inline, parseRichText } from "../lib/rich-text.ts";
import "./rich-text.css";

export interface CitedPassage {
  n: number;
  chunkId: string;
  title: string;
}

interface RichTextProps<C extends CitedPassage> {
  text: string;
  citations: readonly C[];
  onCitation: (citation: C) => void;
}

/** An answer's text. Everything is drawn as text nodes; a `[n]` with a citation behind it is a button. */
export function RichText<C extends CitedPassage>(props: RichTextProps<C>) {
  // Blocks are told apart by place, so text that grows at its end redraws its last block only.
  const blocks = createMemo(() => parseRichText(props.text));
  const inline = (inlines: () => readonly Inline[]) => (
    <Inlines inlines={inlines()} citations={props.citations} onCitation={props.onCitation} />
  );
  return (
    <div class="rich-text">
      <Index each={blocks()}>
        {(block) => (
          <Switch>
            <Match when={as(block(), "paragraph")}>{(found) => <p>{inline(() => found().inlines)}</p>}</Match>
            <Match when={as(block(), "heading")}>
              {(found) => <p class="rich-heading">{inline(() => found().inlines)}</p>}
            </Match>
            <Match when={as(block(), "code")}>{(found) => <pre>{found().text}</pre>}</Match>
            <Match when={as(block(), "list")}>
              {(found) => (
                <Show
                  when={found().isOrdered}
                  fallback={
                    <ul>
                      <Index each={found().items}>{(item) => <li>{inline(item)}</li>}</Index>
                    </ul>
                  }
                >
                  <ol>
                    <Index each={found().items}>{(item) => <li>{inline(item)}</li>}</Index>
                  </ol>
                </Show>
              )}
            </Match>
          </Switch>
        )}
      </Index>
    </div>
  );
}

function as<K extends Block["kind"]>(block: Block, kind: K): Extract<Block, { kind: K }> | undefined {
  return block.kind === kind ? (block as Extract<Block, { kind: K }>) : undefined;
}

function Inlines<C extends CitedPassage>(props: {
  inlines: readonly Inline[];
  citations: readonly C[];
  onCitation: (citation: C) => void;
}) {
  const citationOf = (piece: Inline) =>
    piece.kind === "mark" ? props.citations.find((citation) => citation.n === piece.n) : undefined;
  return (
    <Index each={props.inlines}>
      {(piece) => (
        <Switch fallback={plainText(piece())}>
          <Match when={piece().kind === "strong"}>
            <strong>{plainText(piece())}</strong>
          </Match>
          <Match when={piece().kind === "code"}>
            <code>{plainText(piece())}</code>
          </Match>
          <Match when={citationOf(piece())}>
            {(citation) => (
              <button
                type="button"
                class="citation-mark"
                aria-label={`Citation ${citation().n}: ${citation().title}`}
                onClick={() => props.onCitation(citation())}
              >
                {citation().n}
              </button>
            )}
          </Match>
        </Switch>
      )}
    </Index>
  );
}

function plainText(piece: Inline): string {
  return piece.kind === "mark" ? `[${piece.n}]` : piece.text;
}
