import type { Agent } from "@netvexa/contract/http/agents";
import type { AgentSettings } from "../../data/agents.ts";
import { isHexColour } from "../../lib/colour.ts";

/** The limits of the settings that the form names to people. */
export const MAX = {
  nameChars: 80,
  greetingChars: 300,
  starters: 6,
  starterChars: 120,
  instructionsChars: 4_000,
  origins: 50,
  retentionDays: 3_650,
} as const;

/** A plain copy of what can be edited, free of the store it came from. */
export function pickSettings(from: AgentSettings): AgentSettings {
  return {
    name: from.name,
    greeting: from.greeting,
    starters: [...from.starters],
    instructions: from.instructions,
    locale: from.locale,
    allowedOrigins: [...from.allowedOrigins],
    theme: { ...from.theme },
    ...(from.countries === undefined ? {} : { countries: { ...from.countries, list: [...from.countries.list] } }),
    ...(from.retentionDays === undefined ? {} : { retentionDays: from.retentionDays }),
  };
}

/** What the form starts from: the draft where there is one. */
export function editableSettings(agent: Agent): AgentSettings {
  return pickSettings(agent.draft ?? agent);
}

/** Once set, a rule is not taken back but made to keep nobody out. */
const EVERYWHERE = { mode: "block", list: [] } as const satisfies AgentSettings["countries"];

/** What is sent: empty starters are left out, an unset colour is no colour. */
export function toSend(form: AgentSettings): AgentSettings {
  const { accent, ...theme } = form.theme;
  const { countries = EVERYWHERE } = form;
  return {
    ...pickSettings(form),
    name: form.name.trim(),
    starters: form.starters.map((starter) => starter.trim()).filter((starter) => starter !== ""),
    theme: accent ? { ...theme, accent: accent.toLowerCase() } : theme,
    countries: { mode: countries.mode, list: countries.list.toSorted() },
  };
}

export function isSame(one: AgentSettings, other: AgentSettings): boolean {
  return canonical(toSend(one)) === canonical(toSend(other));
}

function canonical(settings: AgentSettings): string {
  const theme = Object.fromEntries(Object.entries(settings.theme).sort(([a], [b]) => a.localeCompare(b)));
  return JSON.stringify({ ...settings, theme });
}

export interface SettingsFaults {
  name?: string;
  greeting?: string;
  instructions?: string;
  accent?: string;
  starters?: string;
  countries?: string;
  retentionDays?: string;
}

export function findFaults(form: AgentSettings): SettingsFaults {
  const faults: SettingsFaults = {};
  const nameChars = form.name.trim().length;
  if (nameChars === 0) faults.name = "Give the agent a name.";
  if (nameChars > MAX.nameChars) faults.name = `The name may have ${MAX.nameChars} characters.`;
  if (form.greeting.length > MAX.greetingChars)
    faults.greeting = `The greeting may have ${MAX.greetingChars} characters.`;
  if (form.instructions.length > MAX.instructionsChars) {
    faults.instructions = `The instructions may have ${MAX.instructionsChars} characters.`;
  }
  if (form.starters.some((starter) => starter.trim().length > MAX.starterChars)) {
    faults.starters = `A starter may have ${MAX.starterChars} characters.`;
  }
  if (form.countries?.mode === "allow" && form.countries.list.length === 0) {
    faults.countries = "Choose at least one country, or allow all.";
  }
  const days = form.retentionDays;
  if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= MAX.retentionDays)) {
    faults.retentionDays = `Enter whole days from 1 to ${MAX.retentionDays}.`;
  }
  if (form.theme.accent && !isHexColour(form.theme.accent)) faults.accent = "Enter a colour such as #0b6e5f.";
  return faults;
}
