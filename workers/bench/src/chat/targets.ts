/**
 * The targets of a chat on two shared cores, the model's first token at 100 ms and 30 tokens 5 ms apart. Given for
 * Postgres on loopback; the embedded database has one session and is allowed `EMBEDDED_DATABASE_FACTOR` times as much.
 */
export const MODEL_FIRST_TOKEN_MS = 100;
export const EMBEDDED_DATABASE_FACTOR = 3;

/** Target 3: added time to first token, p50; p95 may be twice that. */
export const ADDED_FIRST_TOKEN_MS: Readonly<Record<number, number>> = { 1: 20, 16: 40, 64: 120 };
export const P95_FACTOR = 2;
/** Target 4, judged at 64 visitors. */
export const CPU_MS_PER_CHAT = 10;
export const CPU_CONCURRENCY = 64;
/** Target 5: the best level must sustain it, and no chat may fail. */
export const CHATS_PER_SECOND = 120;
