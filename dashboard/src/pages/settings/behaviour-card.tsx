import { Card } from "../../ui/card.tsx";
import { Select, TextArea } from "../../ui/field.tsx";
import type { SettingsEditor } from "./create-settings.ts";
import { LOCALES, TEXT } from "./text.ts";

const names = new Intl.DisplayNames("en", { type: "language" });

export function BehaviourCard(props: { editor: SettingsEditor }) {
  const copy = TEXT.behaviour;
  const { form, setForm } = props.editor;
  const locales = () =>
    [...new Set([...LOCALES, form.locale])]
      .map((locale) => ({ value: locale as string, label: names.of(locale) ?? locale }))
      .sort((one, other) => one.label.localeCompare(other.label, "en"));
  return (
    <Card title={copy.title} description={copy.description}>
      <TextArea
        label={copy.instructions}
        hint={copy.instructionsHint}
        placeholder={copy.instructionsPlaceholder}
        rows={6}
        value={form.instructions}
        onInput={(event) => setForm("instructions", event.currentTarget.value)}
        error={props.editor.faults().instructions}
      />
      <Select
        label={copy.locale}
        hint={copy.localeHint}
        options={locales()}
        value={form.locale}
        onChange={(event) => setForm("locale", event.currentTarget.value)}
      />
    </Card>
  );
}
