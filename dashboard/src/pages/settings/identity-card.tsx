import { Index, Show } from "solid-js";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { TextArea, TextField } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import type { SettingsEditor } from "./create-settings.ts";
import { MAX } from "./settings-form.ts";
import { TEXT } from "./text.ts";

export function IdentityCard(props: { editor: SettingsEditor }) {
  const copy = TEXT.identity;
  const { form, setForm } = props.editor;
  return (
    <Card title={copy.title} description={copy.description}>
      <TextField
        label={copy.name}
        value={form.name}
        onInput={(event) => setForm("name", event.currentTarget.value)}
        error={props.editor.faults().name}
      />
      <TextArea
        label={copy.greeting}
        hint={copy.greetingHint}
        rows={2}
        value={form.greeting}
        onInput={(event) => setForm("greeting", event.currentTarget.value)}
        error={props.editor.faults().greeting}
      />
      <fieldset class="starters">
        <legend class="field-label">{copy.starters}</legend>
        <p class="field-hint">{copy.startersHint}</p>
        <Index each={form.starters}>
          {(starter, at) => (
            <div class="starter">
              <input
                class="input"
                aria-label={`${copy.starter} ${at + 1}`}
                maxLength={MAX.starterChars}
                value={starter()}
                onInput={(event) => setForm("starters", at, event.currentTarget.value)}
              />
              <IconButton
                icon="close"
                label={`${copy.removeStarter} ${at + 1}`}
                onClick={() => setForm("starters", (all) => all.filter((_, other) => other !== at))}
              />
            </div>
          )}
        </Index>
        <p class="field-error">{props.editor.faults().starters}</p>
        <Show when={form.starters.length < MAX.starters}>
          <div>
            <Button size="small" icon="plus" onClick={() => setForm("starters", form.starters.length, "")}>
              {copy.addStarter}
            </Button>
          </div>
        </Show>
      </fieldset>
    </Card>
  );
}
