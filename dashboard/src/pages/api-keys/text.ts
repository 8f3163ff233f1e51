import type { ApiKey } from "@netvexa/contract/http/api-keys";

export const TEXT = {
  title: "API keys",
  description: "For your own servers: add knowledge, search and ask over HTTP. Keep them out of web pages.",
  forbidden: "Only owners and admins can see and make API keys.",
  loading: "Loading keys",
  create: "New key",
  empty: {
    title: "No keys yet",
    text: "Create one to call the API from your own server. The API reference shows every call.",
  },
  columns: {
    name: "Name",
    key: "Key",
    access: "Access",
    lastUsed: "Last used",
    created: "Created",
    ends: "Ends",
    actions: "Actions",
  },
  revoked: "Revoked",
  expired: "Expired",
  revoke: "Revoke",
  never: "Never",
  openEnd: "When revoked",
  previous: "The secret before is good until",
  bothScopes: "read and write",
  dialog: {
    title: "New API key",
    name: "Name",
    nameHint: "What will use it, so that you know which one to revoke.",
    namePlaceholder: "Product import",
    nameError: "Give the key a name of up to 80 characters.",
    access: "Access",
    accesses: [
      { value: "write", label: "Read and write" },
      { value: "read", label: "Read only" },
      { value: "some", label: "Choose" },
    ],
    scopeError: "Choose at least one thing that the key may do.",
    agents: "Reaches",
    agentChoices: [
      { value: "all", label: "All agents" },
      { value: "some", label: "Only some" },
    ],
    agentList: "These agents, their knowledge and conversations",
    agentsLoading: "Loading agents",
    agentError: "Choose at least one agent.",
    ends: "Ends",
    spans: [
      { value: "never", label: "When it is revoked" },
      { value: "30", label: "In 30 days" },
      { value: "90", label: "In 90 days" },
      { value: "365", label: "In a year" },
    ],
    submit: "Create key",
  },
  created: {
    title: "Copy the key now",
    text: "It is shown this once and cannot be read again. Keep it like a password.",
    copy: "Copy the key",
    done: "Done",
  },
  rotate: "Rotate",
  rotateDialog: {
    title: "New secret for this key",
    text: "The key keeps its name and access. Choose how long the present secret stays good, to change it where it is used.",
    endsEarlier: "The secret before it, which is still good, ends at once.",
    overlap: "The present secret ends",
    overlaps: [
      { value: "0", label: "Now" },
      { value: "86400", label: "In a day" },
      { value: "604800", label: "In a week" },
    ],
    submit: "Make a new secret",
  },
  revokeDialog: {
    title: "Revoke this key?",
    text: "Whatever uses it stops working at once. This cannot be undone.",
    confirm: "Revoke key",
    done: "is revoked.",
  },
} as const;

/** Every scope that can be given by itself. */
export const SCOPE_GROUPS = [
  {
    label: "Agents",
    scopes: [
      { value: "agents:read", label: "Read agents and their settings" },
      { value: "agents:write", label: "Create, change, publish and delete agents" },
    ],
  },
  {
    label: "Knowledge",
    scopes: [
      { value: "sources:read", label: "Read sources and documents" },
      { value: "sources:write", label: "Add, sync and delete sources" },
      { value: "search", label: "Search in the knowledge" },
    ],
  },
  {
    label: "Conversations",
    scopes: [
      { value: "conversations:read", label: "Read what visitors wrote, and export it" },
      { value: "chat", label: "Ask questions" },
    ],
  },
] as const;

/** The same in a word or two, for the list. */
const SCOPE_WORDS: Readonly<Record<ApiKey["scopes"][number], string>> = {
  read: "read",
  write: "write",
  "agents:read": "read agents",
  "agents:write": "change agents",
  "sources:read": "read knowledge",
  "sources:write": "change knowledge",
  "conversations:read": "read conversations",
  search: "search",
  chat: "ask",
};

/** What a key may do, and where if not everywhere. */
export function describeAccess({ scopes, agents }: Pick<ApiKey, "scopes" | "agents">): string {
  const isBoth = scopes.includes("read") && scopes.includes("write");
  const rest = isBoth ? scopes.filter((scope) => scope !== "read" && scope !== "write") : scopes;
  const words = [...(isBoth ? [TEXT.bothScopes] : []), ...rest.map((scope) => SCOPE_WORDS[scope])].join(", ");
  const access = words.charAt(0).toUpperCase() + words.slice(1);
  if (agents === undefined) return access;
  return `${access}, ${agents.length === 1 ? "1 agent" : `${agents.length} agents`}`;
}

/** Whether the secret that the last rotation replaced is still good. */
export function hasEarlierSecret({ previousUntil, revokedAt }: KeyEnds, nowMs: number): boolean {
  return !revokedAt && previousUntil !== undefined && Date.parse(previousUntil) > nowMs;
}

/** A key has two good secrets at most: another rotation ends the older one, whatever was promised of it. */
export function rotationText(key: KeyEnds, nowMs: number): string {
  const { text, endsEarlier } = TEXT.rotateDialog;
  return hasEarlierSecret(key, nowMs) ? `${text} ${endsEarlier}` : text;
}

type KeyEnds = Pick<ApiKey, "previousUntil" | "revokedAt">;
