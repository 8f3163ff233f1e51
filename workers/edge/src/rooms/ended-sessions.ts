/** In place of a session: the visitor had the conversation erased, so every token of it is over. */
const EVERY_SESSION = "*";

/** Visitors' sessions that are over; no token of theirs opens the room any more. */
export function noteEnded({ sql }: DurableObjectStorage, sessionId: string): void {
  sql.exec("INSERT OR IGNORE INTO ended_session (id) VALUES (?)", sessionId);
}

export function isEnded({ sql }: DurableObjectStorage, sessionId: string): boolean {
  return sql.exec("SELECT 1 FROM ended_session WHERE id = ?", sessionId).toArray().length > 0;
}

export function noteForgotten(storage: DurableObjectStorage): void {
  noteEnded(storage, EVERY_SESSION);
}

export function isForgotten(storage: DurableObjectStorage): boolean {
  return isEnded(storage, EVERY_SESSION);
}
