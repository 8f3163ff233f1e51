import { isHexColour } from "../../lib/colour.ts";
import { Card } from "../../ui/card.tsx";
import { TextField } from "../../ui/field.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import type { SettingsEditor } from "./create-settings.ts";
import { TEXT } from "./text.ts";

const DEFAULT_ACCENT = "#0b6e5f";

export function LookCard(props: { editor: SettingsEditor }) {
  const copy = TEXT.look;
  const { form, setForm } = props.editor;
  const accent = () => form.theme.accent ?? "";
  return (
    <Card title={copy.title} description={copy.description}>
      <div class="accent">
        <TextField
          label={copy.accent}
          hint={copy.accentHint}
          placeholder={DEFAULT_ACCENT}
          value={accent()}
          error={props.editor.faults().accent}
          onInput={(event) => setForm("theme", "accent", event.currentTarget.value || undefined)}
        />
        <input
          type="color"
          class="accent-picker"
          aria-label={copy.picker}
          value={isHexColour(accent()) ? accent() : DEFAULT_ACCENT}
          onInput={(event) => setForm("theme", "accent", event.currentTarget.value)}
        />
      </div>
      <div class="row look-choices">
        <Segmented
          label={copy.position}
          options={copy.positions}
          value={form.theme.position ?? "right"}
          onChange={(position) => setForm("theme", "position", position)}
        />
        <Segmented
          label={copy.scheme}
          options={copy.schemes}
          value={form.theme.colorScheme ?? "auto"}
          onChange={(scheme) => setForm("theme", "colorScheme", scheme)}
        />
      </div>
    </Card>
  );
}
