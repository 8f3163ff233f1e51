/** The secret of a mailed link: it stands behind the `#`, which no server ever sees. */
export function tokenOfHash(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, "")).get("token") ?? "";
}
