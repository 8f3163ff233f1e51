/** An answer as it is read out: without marks of format and sources. */
export function plainText(text: string): string {
  return text.replace(/\[\d{1,3}\]|[*`#]/g, "");
}

/** A version 4 UUID from 16 random bytes; `crypto.randomUUID` exists on https pages only. */
export function makeUuid(random: Uint8Array): string {
  const bytes = Array.from(random);
  bytes[6] = ((bytes[6] ?? 0) & 15) | 64;
  bytes[8] = ((bytes[8] ?? 0) & 63) | 128;
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
