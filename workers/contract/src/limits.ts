import { MESSAGE_MAX_CHARS } from "./frames/wire.ts";

/** Every limit of the product that is not a plan's; read by schemas, handlers, docs and clients alike. */
export const LIMITS = {
  /** Largest JSON body in general, and of the documents call. */
  bodyMaxBytes: 64 * 1024,
  authBodyMaxBytes: 16 * 1024,
  documentsBodyMaxBytes: 8 * 1024 * 1024,
  documentsMaxPerCall: 100,
  documentTextMaxChars: 400_000,
  qaPairsMaxPerCall: 200,
  fileMaxBytes: 20 * 1024 * 1024,
  /** Largest text that a parser may hand over for one document. */
  parsedTextMaxChars: 4_000_000,
  parseTimeoutMs: 30_000,
  pageMaxBytes: 5 * 1024 * 1024,
  fetchTimeoutMs: 15_000,
  fetchMaxRedirects: 5,
  uploadUrlTtlSeconds: 15 * 60,

  messageMaxChars: MESSAGE_MAX_CHARS,
  frameMaxBytes: 16 * 1024,
  /** Unanswered messages that one conversation may hold. */
  turnQueueMax: 8,
  /** Frames of one socket: a bucket of this size, refilled at this rate. */
  framesBurst: 30,
  framesPerSecond: 5,
  /** Questions that the door of an agent gives a conversation at a time. */
  turnsPerLease: 10,
  /** Questions to one agent over all conversations together, of one visitor and of one network: buckets and their refill. */
  visitorTurnsBurst: 30,
  visitorTurnsPerMinute: 12,
  networkTurnsBurst: 600,
  networkTurnsPerMinute: 240,
  /** New tokens for conversations that go on, of one session and of one network: each page that is loaded takes one. */
  sessionRenewalsBurst: 60,
  sessionRenewalsPerMinute: 12,
  networkRenewalsBurst: 1_200,
  networkRenewalsPerMinute: 600,
  /** What a visitor is told to wait whose questions are used up while the door is asked for more. */
  leaseWaitMs: 1_000,
  socketsMaxPerConversation: 20,
  searchQueryMaxChars: 1_000,
  searchLimitMax: 50,
  searchLimitDefault: 10,
  listLimitMax: 100,
  listLimitDefault: 20,

  visitorTokenTtlSeconds: 15 * 60,
  /** How long a widget may use an old visitor token to get back to its own conversation. */
  visitorResumeTtlSeconds: 24 * 60 * 60,
  /** New conversations that visitors of one agent may begin in a window; past that each costs work. */
  newSessionsPerWindow: 100,
  newSessionsWindowMs: 10_000,
  /** An attack is over after this long without a loud window. */
  attackOverAfterMs: 60_000,
  /** Leading zero bits of SHA-256 that a session costs under attack; 16 take a browser well under a second. */
  workBitsMin: 16,
  workBitsMax: 20,
  workTtlSeconds: 120,
  /** The longest that a customer's word on who a visitor is may be good, and how far clocks may differ. */
  identityTtlMaxSeconds: 60 * 60,
  identityClockSkewSeconds: 60,
  visitorSecretsMax: 5,
  /** Copies of their own conversations that one visitor's session may download in a window. */
  ownExportsPerWindow: 5,
  ownExportsWindowMs: 10 * 60_000,
  /** Mails of invitations in a window: to one address from all tenants together, of one tenant, and of one person. */
  invitationsPerRecipient: 10,
  invitationsPerTenant: 200,
  invitationsPerInviter: 100,
  invitationsWindowMs: 24 * 60 * 60_000,
  accessTokenTtlSeconds: 15 * 60,
  /** How long a rotated API key's earlier secret may stay good. */
  apiKeyOverlapDefaultSeconds: 24 * 60 * 60,
  apiKeyOverlapMaxSeconds: 7 * 24 * 60 * 60,
  queryEmbeddingTtlSeconds: 7 * 24 * 60 * 60,

  /** Deltas after the first are sent at most this often. */
  deltaFlushMs: 30,
  turnTimeoutMs: 60_000,
  modelFirstByteTimeoutMs: 12_000,
  modelIdleTimeoutMs: 15_000,
} as const;

/** What a file source may be; the pipeline decides by content, this is what a caller may declare. */
export const FILE_TYPES = {
  "text/plain": { extensions: ["txt"], label: "Plain text" },
  "text/markdown": { extensions: ["md", "markdown"], label: "Markdown" },
  "text/html": { extensions: ["html", "htm"], label: "HTML" },
  "application/pdf": { extensions: ["pdf"], label: "PDF" },
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {
    extensions: ["docx"],
    label: "Word (DOCX)",
  },
} as const;

export type FileType = keyof typeof FILE_TYPES;

export function isFileType(value: string): value is FileType {
  return Object.hasOwn(FILE_TYPES, value);
}
