import { readFileSync } from "node:fs";
import type { StoredMail } from "./mail-store.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Everything in a mail is shown as text; nothing in it becomes markup but the addresses that one clicks. */
function asText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

function withLinks(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((part, at) => (at % 2 === 0 ? asText(part) : `<a href="${asText(part)}">${asText(part)}</a>`))
    .join("");
}

const TOKENS = readFileSync(new URL("../../../../design/tokens.css", import.meta.url), "utf8");
const STYLE = `${TOKENS}
body{margin:0;background:var(--canvas);color:var(--ink);font:var(--text-md)/var(--leading-normal) var(--font-sans)}
main{display:grid;gap:var(--space-4);max-width:46rem;margin:0 auto;padding:var(--space-6) var(--space-4)}
h1{margin:0;font-size:var(--text-xl);line-height:var(--leading-tight)}
p,ul,pre{margin:0}
a{color:var(--accent)}
a:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.soft{color:var(--ink-soft);font-size:var(--text-sm)}
.mails{padding:0;list-style:none;border:1px solid var(--line);border-radius:var(--radius-md);overflow:hidden}
.mails li+li{border-top:1px solid var(--line)}
.mails a{display:grid;gap:var(--space-1);padding:var(--space-3) var(--space-4);text-decoration:none}
.mails a:hover{background:var(--accent-soft)}
.mails strong{font-weight:var(--weight-medium)}
.mails .soft,pre{overflow-wrap:anywhere}
pre{padding:var(--space-4);border:1px solid var(--line);border-radius:var(--radius-md);background:var(--surface);font:inherit;white-space:pre-wrap}`;

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${asText(title)}</title><style>${STYLE}</style></head><body><main><h1>${asText(title)}</h1>${body}</main></body></html>`;
}

function time(at: string): string {
  const shown = new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  return `<time datetime="${asText(at)}">${asText(shown)}</time>`;
}

const ABOUT = `<p class="soft">Mails that would have been sent, newest first. Only on this machine, and only while developing.</p>`;
const BACK = `<p><a href="/dev/mail">All mail</a></p>`;

export function listPage(mails: readonly StoredMail[]): string {
  const items = mails.map(
    ({ id, to, subject, at }) =>
      `<li><a href="/dev/mail?id=${encodeURIComponent(id)}"><strong>${asText(subject)}</strong><span class="soft">To ${asText(to)} · ${time(at)}</span></a></li>`,
  );
  const none = "<p>No mail has been sent yet. Sign up or invite somebody, and it arrives here.</p>";
  return page("Mailbox", ABOUT + (items.length === 0 ? none : `<ul class="mails">${items.join("")}</ul>`));
}

export function mailPage({ subject, from, to, at, text }: StoredMail): string {
  const head = `<p class="soft">From ${asText(from)}<br>To ${asText(to)}<br>${time(at)}</p>`;
  return page(subject, `${BACK}${head}<pre>${withLinks(text.trimEnd())}</pre>`);
}

export function missingPage(): string {
  return page("This mail is not here", `<p>Only the last mails are kept.</p>${BACK}`);
}
