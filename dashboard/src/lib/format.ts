const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MONTH_MS = 30 * DAY_MS;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const dateTime = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const date = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const integer = new Intl.NumberFormat("en");

export function formatDateTime(at: string): string {
  return dateTime.format(new Date(at));
}

export function formatDate(at: string): string {
  return date.format(new Date(at));
}

/** "3 minutes ago"; a date once it is older than a month. Clocks that run ahead read as "just now". */
export function formatRelative(at: string, nowMs: number): string {
  const ageMs = nowMs - new Date(at).getTime();
  if (ageMs < MINUTE_MS) return "just now";
  if (ageMs < HOUR_MS) return relative.format(-Math.floor(ageMs / MINUTE_MS), "minute");
  if (ageMs < DAY_MS) return relative.format(-Math.floor(ageMs / HOUR_MS), "hour");
  if (ageMs < MONTH_MS) return relative.format(-Math.floor(ageMs / DAY_MS), "day");
  return formatDate(at);
}

export function formatCount(count: number): string {
  return integer.format(count);
}

/** `plural(1, "passage")` is "1 passage", `plural(2, "passage")` "2 passages". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const BYTE_UNITS = ["KB", "MB", "GB"] as const;

export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  let value = bytes;
  let unit = "B";
  for (const next of BYTE_UNITS) {
    if (value < 1_024) break;
    value /= 1_024;
    unit = next;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

export function formatMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
