import { createSignal, For, Show } from "solid-js";
import { parseOrigin } from "../../lib/origin.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { TextField } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import type { SettingsEditor } from "./create-settings.ts";
import { MAX } from "./settings-form.ts";
import { TEXT } from "./text.ts";

export function SitesCard(props: { editor: SettingsEditor }) {
  const copy = TEXT.sites;
  const { form, setForm } = props.editor;
  const [typed, setTyped] = createSignal("");
  const [fault, setFault] = createSignal<string>();

  function add(): void {
    const parsed = parseOrigin(typed());
    if (!parsed.isValid) return void setFault(parsed.reason);
    if (form.allowedOrigins.includes(parsed.origin)) return void setFault(copy.known);
    if (form.allowedOrigins.length >= MAX.origins) return void setFault(copy.full);
    setForm("allowedOrigins", form.allowedOrigins.length, parsed.origin);
    setTyped("");
    setFault(undefined);
  }

  return (
    <Card title={copy.title} description={copy.description}>
      <Show when={form.allowedOrigins.length > 0} fallback={<p class="sites-empty small">{copy.empty}</p>}>
        <ul class="plain sites" aria-label={copy.list}>
          <For each={form.allowedOrigins}>
            {(origin) => (
              <li class="site">
                <span class="truncate mono small">{origin}</span>
                <IconButton
                  icon="close"
                  label={`${copy.remove} ${origin}`}
                  onClick={() => setForm("allowedOrigins", (all) => all.filter((other) => other !== origin))}
                />
              </li>
            )}
          </For>
        </ul>
      </Show>
      <div class="site-add">
        <TextField
          label={copy.label}
          hint={copy.hint}
          placeholder={copy.placeholder}
          inputmode="url"
          autocomplete="off"
          value={typed()}
          error={fault()}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setFault(undefined);
          }}
          onKeyDown={(event) => {
            // Enter adds the site; it must not save the form.
            if (event.key !== "Enter") return;
            event.preventDefault();
            add();
          }}
        />
        <Button icon="plus" onClick={add}>
          {copy.add}
        </Button>
      </div>
    </Card>
  );
}
