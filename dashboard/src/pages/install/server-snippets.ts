/** How a site's own server signs its visitors in, in the languages that most sites are written in. */
export const SERVER_SNIPPETS = {
  node: `import { SignJWT } from "jose";

const token = await new SignJWT({})
  .setProtectedHeader({ alg: "HS256" })
  .setSubject(user.id)
  .setAudience("netvexa:visitor-identity")
  .setExpirationTime("10m")
  .sign(new TextEncoder().encode(process.env.NETVEXA_VISITOR_SECRET));`,
  php: `use Firebase\\JWT\\JWT;

$token = JWT::encode([
    'sub' => (string) $user->id,
    'aud' => 'netvexa:visitor-identity',
    'exp' => time() + 600,
], getenv('NETVEXA_VISITOR_SECRET'), 'HS256');`,
  python: `import jwt, os, time

token = jwt.encode({
    "sub": str(user.id),
    "aud": "netvexa:visitor-identity",
    "exp": int(time.time()) + 600,
}, os.environ["NETVEXA_VISITOR_SECRET"], algorithm="HS256")`,
} as const;

export type ServerLanguage = keyof typeof SERVER_SNIPPETS;

/** What the page does with the token. */
export const PAGE_SNIPPET = `<script>
  window.netvexa = window.netvexa || function () { (netvexa.q = netvexa.q || []).push(arguments) };
  netvexa("identify", { token: "TOKEN FROM YOUR SERVER" });
</script>`;
