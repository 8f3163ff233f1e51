import { createSignal, Show } from "solid-js";
import { Card } from "../../ui/card.tsx";
import { Select, TextField } from "../../ui/field.tsx";
import type { SettingsEditor } from "./create-settings.ts";
import { MAX } from "./settings-form.ts";
import { TEXT } from "./text.ts";

const copy = TEXT.retention;
type Choice = (typeof copy.presets)[number]["value"];

const FIRST_CUSTOM_DAYS = 14;

export function RetentionCard(props: { editor: SettingsEditor }) {
  const { form, setForm } = props.editor;
  const [isCustom, setCustom] = createSignal(false);

  function choice(): Choice {
    const days = form.retentionDays;
    if (isCustom()) return "custom";
    if (days === undefined || days === MAX.retentionDays) return "plan";
    return copy.presets.find(({ value }) => value === String(days))?.value ?? "custom";
  }

  function choose(value: Choice): void {
    setCustom(value === "custom");
    if (value === "custom") return void setForm("retentionDays", (days) => days ?? FIRST_CUSTOM_DAYS);
    // A time that was once set is not unset but made longer than any plan's.
    setForm("retentionDays", value === "plan" ? MAX.retentionDays : Number(value));
  }

  return (
    <Card title={copy.title} description={copy.description}>
      <Select
        label={copy.keep}
        class="short"
        options={copy.presets}
        value={choice()}
        onChange={(event) => choose(event.currentTarget.value as Choice)}
      />
      <Show when={choice() === "custom"}>
        <TextField
          label={copy.days}
          type="number"
          min={1}
          max={MAX.retentionDays}
          inputmode="numeric"
          class="short"
          value={Number.isNaN(form.retentionDays) ? "" : form.retentionDays}
          error={props.editor.faults().retentionDays}
          onInput={(event) => setForm("retentionDays", event.currentTarget.valueAsNumber)}
        />
      </Show>
      <p class="soft small">{copy.hint}</p>
    </Card>
  );
}
