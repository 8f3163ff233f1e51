import { createMemo, createSignal, createUniqueId, For, Show } from "solid-js";
import { countryName, findCountries } from "../../lib/countries.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { TextField } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import type { SettingsEditor } from "./create-settings.ts";
import { TEXT } from "./text.ts";

const SHOWN_MAX = 6;
const copy = TEXT.countries;

/** An empty list of blocked countries is no rule; one that is being filled is told apart while the page is open. */
export function CountriesCard(props: { editor: SettingsEditor }) {
  const { form, setForm } = props.editor;
  const [isBlocking, setBlocking] = createSignal(false);
  const list = () => form.countries?.list ?? [];
  const mode = () => {
    if (form.countries?.mode === "allow") return "allow";
    return list().length > 0 || isBlocking() ? "block" : "all";
  };

  function choose(value: "all" | "allow" | "block"): void {
    setBlocking(value === "block");
    setForm("countries", { mode: value === "allow" ? "allow" : "block", list: value === "all" ? [] : [...list()] });
  }

  return (
    <Card title={copy.title} description={copy.description}>
      <Segmented label={copy.mode} options={copy.modes} value={mode()} onChange={choose} />
      <Show when={mode() !== "all"}>
        <p class="soft small">{mode() === "allow" ? copy.unknownAllow : copy.unknownBlock}</p>
        <Show when={list().length > 0}>
          <ul class="plain sites" aria-label={copy.list}>
            <For each={list()}>
              {(code) => (
                <li class="site">
                  <span class="truncate small">{countryName(code)}</span>
                  <IconButton
                    icon="close"
                    label={`${copy.remove} ${countryName(code)}`}
                    onClick={() => setForm("countries", "list", (all) => all.filter((other) => other !== code))}
                  />
                </li>
              )}
            </For>
          </ul>
        </Show>
        <CountrySearch
          taken={list()}
          error={props.editor.faults().countries}
          onAdd={(code) => setForm("countries", "list", (all) => [...all, code])}
        />
      </Show>
    </Card>
  );
}

function CountrySearch(props: { taken: readonly string[]; error: string | undefined; onAdd: (code: string) => void }) {
  const labelId = createUniqueId();
  const [typed, setTyped] = createSignal("");
  const found = createMemo(() =>
    findCountries(typed())
      .filter(({ code }) => !props.taken.includes(code))
      .slice(0, SHOWN_MAX),
  );
  let place: HTMLDivElement | undefined;

  function add(code: string | undefined): void {
    if (code === undefined) return;
    props.onAdd(code);
    setTyped("");
    place?.querySelector("input")?.focus();
  }

  return (
    <div class="stack" ref={place}>
      <TextField
        label={copy.search}
        hint={copy.searchHint}
        autocomplete="off"
        value={typed()}
        error={props.error}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter takes the first one; it must not save the form.
          if (event.key !== "Enter") return;
          event.preventDefault();
          add(found()[0]?.code);
        }}
      />
      <span id={labelId} class="visually-hidden">
        {copy.found}
      </span>
      <ul class="plain countries-found" aria-labelledby={labelId}>
        <For each={found()}>
          {({ code, name }) => (
            <li>
              <Button size="small" icon="plus" onClick={() => add(code)}>
                <span class="visually-hidden">{copy.add} </span>
                {name}
              </Button>
            </li>
          )}
        </For>
      </ul>
      <p class="soft small" aria-live="polite">
        {typed().trim() !== "" && found().length === 0 ? copy.none : ""}
      </p>
    </div>
  );
}
