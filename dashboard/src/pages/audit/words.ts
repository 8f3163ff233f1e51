import { AUDIT_ACTIONS, type AuditAction } from "@netvexa/contract/audit-actions";
import type { AuditEvent } from "@netvexa/contract/http/audit";

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3_600;

/** "Agent published"; an action that this page does not know yet is called by its code. */
export function actionWords(action: string): string {
  return AUDIT_ACTIONS[action as AuditAction] ?? action;
}

const KINDS: Readonly<Record<string, string>> = {
  agent: "Agent",
  apiKey: "API key",
  source: "Source",
  user: "Member",
  visitor: "Visitor",
  visitorSecret: "Secret",
  invitation: "Invitation",
  tenant: "Workspace",
  operator: "NETVEXA's operations",
  route: "Call",
};

/** "API key"; what is not known by a word of its own is called as it was written. */
export function kindWords(kind: string): string {
  return KINDS[kind] ?? kind;
}

const FIELDS: Readonly<Record<string, string>> = {
  name: "name",
  role: "role",
  scopes: "may",
  kind: "kind",
  format: "format",
  version: "version",
  revision: "revision",
  conversations: "conversations",
  code: "because",
  route: "by",
  sizeBytes: "bytes",
};

const CODES: Readonly<Record<string, string>> = {
  forbidden: "not part of the role or of the key's access",
  not_found: "not there for this person",
};

/** Ids of other objects: of use in the export, noise on the page. */
const HIDDEN = new Set(["agentId", "invitationId", "before", "after", "from", "to", "fields", "overlapSeconds"]);

/** "role: editor", "version 3 → 4"; the export holds every detail as it was written. */
export function detailWords({ action, detail, target }: Pick<AuditEvent, "action" | "detail" | "target">): string {
  const plain = Object.entries(detail)
    // Of a refused call the object is the route itself.
    .filter(([name, value]) => !HIDDEN.has(name) && value !== target.id)
    .map(([name, value]) => `${FIELDS[name] ?? name}: ${name === "code" ? codeWords(value) : valueWords(value)}`);
  return [changeWords(action, detail), overlapWords(detail.overlapSeconds), ...plain].filter(Boolean).join(", ");
}

function codeWords(code: unknown): string {
  return CODES[String(code)] ?? String(code);
}

function changeWords(action: string, detail: AuditEvent["detail"]): string | undefined {
  if (Array.isArray(detail.fields)) return `changed: ${detail.fields.map(valueWords).join(", ")}`;
  if (action === "owner.transfer") return undefined;
  const [before, after] = [detail.before ?? detail.from, detail.after ?? detail.to];
  if (typeof before === "object" || typeof after === "object" || after === undefined) return undefined;
  return `${valueWords(before ?? "–")} → ${valueWords(after)}`;
}

function overlapWords(seconds: unknown): string | undefined {
  if (typeof seconds !== "number") return undefined;
  if (seconds === 0) return "the earlier secret ended at once";
  const [count, unit] =
    seconds >= DAY_SECONDS ? [seconds / DAY_SECONDS, "day"] : [Math.max(1, seconds / HOUR_SECONDS), "hour"];
  return `the earlier secret stays good for ${Math.round(count)} ${unit}${Math.round(count) === 1 ? "" : "s"}`;
}

function valueWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueWords).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
