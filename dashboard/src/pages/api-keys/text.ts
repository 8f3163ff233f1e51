import type { ApiKey } from "@netvexa/contract/http/api-keys";

export const TEXT = {
  title: "API keys",
  description: "For your own servers: add knowledge, search and ask over HTTP. Keep them out of web pages.",
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
    actions: "Actions",
  },
  revoked: "Revoked",
  expired: "Expired",
  revoke: "Revoke",
  never: "Never",
  scopes: { read: "Read", write: "Write", both: "Read and write" },
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

/** What a key may do, and where if not everywhere. */
export function describeAccess({ scopes, agents }: Pick<ApiKey, "scopes" | "agents">): string {
  const isBoth = scopes.includes("read") && scopes.includes("write");
  const names = scopes.map((scope) => (scope === "read" || scope === "write" ? TEXT.scopes[scope] : scope));
  const access = isBoth ? TEXT.scopes.both : names.join(", ");
  if (agents === undefined) return access;
  return `${access}, ${agents.length === 1 ? "1 agent" : `${agents.length} agents`}`;
}
