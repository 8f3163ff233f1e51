import { createUniqueId, type JSX, Show } from "solid-js";
import "./card.css";

/** A titled block of a page. */
export function Card(props: {
  title: string;
  description?: JSX.Element;
  actions?: JSX.Element;
  children: JSX.Element;
}) {
  const id = createUniqueId();
  return (
    <section class="card" aria-labelledby={id}>
      <header class="card-header">
        <div class="stack stack-tight">
          <h2 id={id}>{props.title}</h2>
          <Show when={props.description}>
            <p class="soft small">{props.description}</p>
          </Show>
        </div>
        {props.actions}
      </header>
      {props.children}
    </section>
  );
}
