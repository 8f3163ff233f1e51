import type { OwnTranscript } from "./requests.ts";
import type { OwnDataStrings } from "./strings.ts";

/** Who is who, and in which language. */
interface Names extends Pick<OwnDataStrings, "language" | "visitor" | "person" | "contact"> {
  agent: string;
}

type Message = OwnTranscript["messages"][number];

/** The conversations as a text that everybody can read, the oldest first. */
export function transcriptText(transcripts: readonly OwnTranscript[], names: Names): string {
  const sorted = [...transcripts].sort((a, b) => a.startedAt.localeCompare(b.startedAt));
  return `${sorted.map((one) => conversationText(one, names)).join("\n\n")}\n`;
}

function conversationText({ startedAt, messages, contacts }: OwnTranscript, names: Names): string {
  const head = `${names.agent}, ${timeText(startedAt, names)}`;
  const left = contacts.map(({ fields, at }) => {
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    return [`${names.contact} (${timeText(at, names)})`, ...lines].join("\n");
  });
  return [`${head}\n${"=".repeat(head.length)}`, ...messages.map((one) => messageText(one, names)), ...left].join(
    "\n\n",
  );
}

function messageText({ role, text, citations, at }: Message, names: Names): string {
  const who = role === "operator" ? names.person : names[role];
  const sources = citations.map(
    ({ n, title, url, quote }) => `[${n}] ${[title, url].filter(Boolean).join(", ")}: “${quote}”`,
  );
  return [`${who} (${timeText(at, names)})`, text, ...sources].join("\n");
}

function timeText(at: string, { language }: Names): string {
  return new Date(at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
}
