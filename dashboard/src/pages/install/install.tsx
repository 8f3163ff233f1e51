import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { usePageTitle } from "../../lib/title.ts";
import { Card } from "../../ui/card.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { useAgentScope } from "../agent/agent-context.ts";
import "./install.css";
import { snippet } from "./snippet.ts";
import { VisitorCard } from "./visitor-card.tsx";

const TEXT = {
  title: "Install",
  description: "One line puts the agent on your site. Everything else is set here and needs no second paste.",
  step1: "Paste this line",
  step1Text: "Put it into every page that should have the chat, just before the closing </body> tag.",
  copy: "Copy the line",
  step2: "Allow your site",
  step2Text: "The agent answers only on sites that you name.",
  allowed: "Allowed now",
  none: "No site is allowed yet, so the chat does not open anywhere.",
  edit: "Edit the list",
  pending: "The list has unpublished changes.",
  step3: "Check it",
  step3Text: "Open your site and look for the chat button in the corner. If it is missing:",
  checks: [
    "The page's address must be on the list above, with the same https:// or http://.",
    "A content security policy must allow this server under script-src and connect-src.",
    "Changes to the list take effect when you publish them.",
  ],
} as const;

export function Install() {
  const { agentId, agent } = useAgentScope();
  const line = () => snippet({ origin: window.location.origin, agentId: agentId() });
  const isListPending = () => {
    const { draft, allowedOrigins } = agent();
    return draft !== undefined && draft.allowedOrigins.join() !== allowedOrigins.join();
  };
  usePageTitle(() => [TEXT.title, agent().name]);
  return (
    <div class="stack stack-loose install">
      <PageHeader title={TEXT.title} description={TEXT.description} />
      <Card title={`1. ${TEXT.step1}`} description={TEXT.step1Text}>
        <pre class="snippet">
          <code>{line()}</code>
        </pre>
        <div class="row">
          <CopyButton variant="primary" label={TEXT.copy} text={line()} />
        </div>
      </Card>
      <Card title={`2. ${TEXT.step2}`} description={TEXT.step2Text}>
        <AllowedSites origins={agent().allowedOrigins} />
        <p class="small">
          <A href={`/agents/${agentId()}/settings`}>{TEXT.edit}</A>
          <Show when={isListPending()}>
            <span class="soft"> {TEXT.pending}</span>
          </Show>
        </p>
      </Card>
      <Card title={`3. ${TEXT.step3}`} description={TEXT.step3Text}>
        <ul class="install-checks small">
          <For each={TEXT.checks}>{(check) => <li>{check}</li>}</For>
        </ul>
      </Card>
      <VisitorCard />
    </div>
  );
}

function AllowedSites(props: { origins: readonly string[] }) {
  return (
    <Show
      when={props.origins.length > 0}
      fallback={
        <p class="install-warning small">
          <Icon name="warning" />
          {TEXT.none}
        </p>
      }
    >
      <ul class="plain allowed" aria-label={TEXT.allowed}>
        <For each={props.origins}>
          {(origin) => (
            <li class="row small">
              <Icon name="check" />
              <span class="mono">{origin}</span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
