import { createSignal } from "solid-js";
import { Card } from "../../ui/card.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { PAGE_SNIPPET, SERVER_SNIPPETS, type ServerLanguage } from "./server-snippets.ts";
import { VisitorRules } from "./visitor-rules.tsx";
import { VisitorSecrets } from "./visitor-secrets.tsx";
import { VISITOR_TEXT } from "./visitor-text.ts";

/** All that a site needs to sign its visitors in. */
export function VisitorCard() {
  const [language, setLanguage] = createSignal<ServerLanguage>("node");
  return (
    <Card title={VISITOR_TEXT.title} description={VISITOR_TEXT.description}>
      <div class="stack stack-loose">
        <VisitorRules />
        <VisitorSecrets />
        <section class="stack stack-tight" aria-label={VISITOR_TEXT.server}>
          <h3>{VISITOR_TEXT.server}</h3>
          <p class="soft small">{VISITOR_TEXT.serverText}</p>
          <Segmented
            label={VISITOR_TEXT.language}
            options={VISITOR_TEXT.languages}
            value={language()}
            onChange={(value) => setLanguage(value)}
          />
          <Code text={SERVER_SNIPPETS[language()]} />
        </section>
        <section class="stack stack-tight" aria-label={VISITOR_TEXT.page}>
          <h3>{VISITOR_TEXT.page}</h3>
          <p class="soft small">{VISITOR_TEXT.pageText}</p>
          <Code text={PAGE_SNIPPET} />
        </section>
      </div>
    </Card>
  );
}

function Code(props: { text: string }) {
  return (
    <div class="stack stack-tight">
      <pre class="snippet">
        <code>{props.text}</code>
      </pre>
      <div class="row">
        <CopyButton label={VISITOR_TEXT.copyCode} text={props.text} />
      </div>
    </div>
  );
}
