import type { StoredMail } from "./mail-store.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Everything in a mail is shown as text; nothing in it becomes markup. */
function asText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
pre{white-space:pre-wrap;overflow-wrap:anywhere}li{margin:.5rem 0}`;

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${asText(title)}</title><style>${STYLE}</style></head><body><main><h1>${asText(title)}</h1>${body}</main></body></html>`;
}

export function listPage(mails: readonly StoredMail[]): string {
  const items = mails.map(
    ({ id, to, subject, at }) =>
      `<li><a href="/dev/mail?id=${encodeURIComponent(id)}">${asText(subject)}</a><br>${asText(to)} · <time>${asText(at)}</time></li>`,
  );
  return page("Mailbox", items.length === 0 ? "<p>No mail has been sent yet.</p>" : `<ul>${items.join("")}</ul>`);
}

export function mailPage({ subject, from, to, at, text }: StoredMail): string {
  const head = `<p>From ${asText(from)}<br>To ${asText(to)}<br><time>${asText(at)}</time></p>`;
  return page(subject, `${head}<pre>${asText(text)}</pre><p><a href="/dev/mail">All mail</a></p>`);
}
