// The headers of static files, written as the `_headers` file that Cloudflare and the local runtime read.
const SELF_ONLY =
  "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'; img-src 'self' data:; connect-src 'self' ws: wss:";
const COMMON = {
  "X-Content-Type-Options": "nosniff",
  "Strict-Transport-Security": "max-age=31536000",
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
};
const IMMUTABLE = { "Cache-Control": "public, max-age=31536000, immutable" };
/** The widget is loaded by pages of other origins, COEP pages included. */
const EMBEDDABLE = { "Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*" };

const ASSET_HEADERS = {
  "/*": { ...COMMON, "Content-Security-Policy": `${SELF_ONLY}; script-src 'self'; style-src 'self'` },
  "/app/*": { "X-Frame-Options": "DENY" },
  "/app/assets/*": IMMUTABLE,
  "/_astro/*": IMMUTABLE,
  "/widget.js": { ...EMBEDDABLE, "Cache-Control": "public, max-age=300, stale-while-revalidate=86400" },
  "/widget/*": { ...EMBEDDABLE, ...IMMUTABLE },
  "/docs/scalar.js": { "Cache-Control": "public, max-age=86400" },
};

/** Pages whose content policy differs: the generated API page writes styles of its own. */
const POLICY_EXCEPTIONS = {
  "/docs": `${SELF_ONLY}; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:`,
  "/docs/": `${SELF_ONLY}; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:`,
};

export function headersFile() {
  const lines = [];
  for (const [path, headers] of Object.entries(ASSET_HEADERS)) {
    lines.push(path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`));
  }
  for (const [path, policy] of Object.entries(POLICY_EXCEPTIONS)) {
    lines.push(path, "  ! Content-Security-Policy", `  Content-Security-Policy: ${policy}`);
  }
  return `${lines.join("\n")}\n`;
}
