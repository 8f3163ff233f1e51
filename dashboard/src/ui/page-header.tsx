import { A } from "@solidjs/router";
import { For, type JSX, Show } from "solid-js";
import { Icon } from "./icon.tsx";
import "./page-header.css";

interface PageHeaderProps {
  title: JSX.Element;
  description?: JSX.Element;
  actions?: JSX.Element;
}

export function PageHeader(props: PageHeaderProps) {
  return (
    <header class="page-header">
      <div class="stack stack-tight">
        <h1>{props.title}</h1>
        <Show when={props.description}>
          <p class="soft page-description">{props.description}</p>
        </Show>
      </div>
      <Show when={props.actions}>
        <div class="row">{props.actions}</div>
      </Show>
    </header>
  );
}

/** The way back up; the page itself is named by its heading. */
export function Breadcrumbs(props: { links: readonly { href: string; label: string }[] }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol class="plain breadcrumbs">
        <For each={props.links}>
          {(link) => (
            <li>
              <A href={link.href}>{link.label}</A>
              <Icon name="chevronRight" />
            </li>
          )}
        </For>
      </ol>
    </nav>
  );
}
