import { randomBytes } from "node:crypto";
import type { Invitation, MemberPatch } from "@netvexa/contract/http/members";
import type { Route } from "./fake-routes.ts";
import { type Call, sendJson, sendProblem, type World } from "./fake-world.ts";
import { id } from "./sample-ids.ts";

const DAY_MS = 24 * 60 * 60_000;
export const RECOVERY_CODES = Array.from({ length: 10 }, (_, n) => `abcd${n}-efgh${n}`);
export const TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

const page = (items: readonly unknown[]) => ({ items, nextCursor: null });
const refuse = ({ response }: Call, code: string, status = 400) => sendJson(response, { code, message: code }, status);

/** What the account page asks of `/auth`. */
export function accountRoutes(world: World): Route[] {
  const post = (path: RegExp, run: Route["run"]): Route => ({ method: "POST", path, run });
  const get = (path: RegExp, run: Route["run"]): Route => ({ method: "GET", path, run });
  const done = ({ response }: Call) => sendJson(response, { status: true });
  /** For what asks for the password once more. */
  const sure = (run: (call: Call) => void) => (call: Call) =>
    call.body.password === world.password ? run(call) : refuse(call, "INVALID_PASSWORD");
  return [
    get(/^\/auth\/list-sessions$/, ({ response }) => sendJson(response, world.sessions)),
    post(/^\/auth\/revoke-session$/, (call) => {
      world.sessions = world.sessions.filter(({ token }) => token !== call.body.token);
      done(call);
    }),
    post(/^\/auth\/revoke-other-sessions$/, (call) => {
      world.sessions = world.sessions.slice(0, 1);
      done(call);
    }),
    post(/^\/auth\/revoke-sessions$/, (call) => {
      world.isSignedIn = false;
      done(call);
    }),
    post(/^\/auth\/update-user$/, (call) => {
      world.user = { ...world.user, name: String(call.body.name) };
      done(call);
    }),
    post(/^\/auth\/send-verification-email$/, done),
    post(/^\/auth\/change-password$/, (call) => {
      if (call.body.currentPassword !== world.password) return refuse(call, "INVALID_PASSWORD");
      world.password = String(call.body.newPassword);
      if (call.body.revokeOtherSessions === true) world.sessions = world.sessions.slice(0, 1);
      done(call);
    }),
    post(
      /^\/auth\/two-factor\/enable$/,
      sure(({ response }) => {
        world.code = "123456";
        const totpURI = `otpauth://totp/NETVEXA:mara?secret=${TOTP_SECRET}&issuer=NETVEXA&digits=6&period=30`;
        sendJson(response, { totpURI, backupCodes: RECOVERY_CODES });
      }),
    ),
    post(
      /^\/auth\/two-factor\/disable$/,
      sure((call) => {
        world.user = { ...world.user, twoFactorEnabled: false };
        done(call);
      }),
    ),
    post(
      /^\/auth\/two-factor\/generate-backup-codes$/,
      sure(({ response }) => sendJson(response, { status: true, backupCodes: RECOVERY_CODES.toReversed() })),
    ),
    ...passkeyRoutes(world, { post, get, done }),
  ];
}

interface Makers {
  post: (path: RegExp, run: Route["run"]) => Route;
  get: (path: RegExp, run: Route["run"]) => Route;
  done: (call: Call) => void;
}

/** Credentials are kept by their ids; what they sign is checked by the tests of the server. */
function passkeyRoutes(world: World, { post, get, done }: Makers): Route[] {
  const challenge = () => randomBytes(32).toString("base64url");
  const idOf = (call: Call) => String((call.body.response as { id?: string } | undefined)?.id);
  return [
    get(/^\/auth\/passkey\/list-user-passkeys$/, ({ response }) => sendJson(response, world.passkeys)),
    get(/^\/auth\/passkey\/generate-register-options$/, ({ response }) =>
      sendJson(response, {
        challenge: challenge(),
        rp: { id: "localhost", name: "NETVEXA" },
        user: { id: "bWFyYQ", name: world.user.email, displayName: world.user.name },
        pubKeyCredParams: [{ type: "public-key", alg: -7 }],
        excludeCredentials: world.passkeys.filter((one) => one.id.length > 20).map((one) => ({ id: one.id })),
      }),
    ),
    post(/^\/auth\/passkey\/verify-registration$/, (call) => {
      world.passkeys.push({ id: idOf(call), name: String(call.body.name), createdAt: new Date().toISOString() });
      done(call);
    }),
    get(/^\/auth\/passkey\/generate-authenticate-options$/, ({ response }) =>
      sendJson(response, { challenge: challenge(), rpId: "localhost", userVerification: "preferred" }),
    ),
    post(/^\/auth\/passkey\/verify-authentication$/, (call) => {
      if (!world.passkeys.some((one) => one.id === idOf(call))) return refuse(call, "PASSKEY_NOT_FOUND", 401);
      world.isSignedIn = true;
      done(call);
    }),
    post(/^\/auth\/passkey\/update-passkey$/, (call) => {
      world.passkeys = world.passkeys.map((one) =>
        one.id === call.body.id ? { ...one, name: String(call.body.name) } : one,
      );
      done(call);
    }),
    post(/^\/auth\/passkey\/delete-passkey$/, (call) => {
      world.passkeys = world.passkeys.filter((one) => one.id !== call.body.id);
      done(call);
    }),
  ];
}

/** The people of the workspace, and those who are invited. */
export function memberRoutes(world: World): Route[] {
  const nothing = ({ response }: Call) => void response.writeHead(204).end();
  return [
    {
      method: "GET",
      path: /^\/v1\/audit$/,
      run({ query, response }) {
        const [actor, action, since] = ["actor", "action", "since"].map((name) => query.get(name));
        const wanted = world.events.filter(
          (one) =>
            (!actor || one.actor.id === actor) && (!action || one.action === action) && (!since || one.at >= since),
        );
        sendJson(response, page(wanted));
      },
    },
    {
      method: "GET",
      path: /^\/v1\/audit\/export$/,
      run: ({ response }) => void response.writeHead(200, { "content-type": "text/csv" }).end("seq,action\n"),
    },
    { method: "GET", path: /^\/v1\/members$/, run: ({ response }) => sendJson(response, page(world.members)) },
    {
      method: "PATCH",
      path: /^\/v1\/members\/(\w+)$/,
      run(call, key) {
        const { role, suspended } = call.body as MemberPatch;
        world.members = world.members.map(({ suspendedAt, ...one }) => {
          const isSuspended = one.userId === key && suspended !== undefined ? suspended : suspendedAt !== undefined;
          return {
            ...one,
            role: (one.userId === key ? role : undefined) ?? one.role,
            ...(isSuspended ? { suspendedAt: suspendedAt ?? new Date().toISOString() } : {}),
          };
        });
        nothing(call);
      },
    },
    {
      method: "DELETE",
      path: /^\/v1\/members\/(\w+)$/,
      run(call, key) {
        world.members = world.members.filter((one) => one.userId !== key);
        nothing(call);
      },
    },
    {
      method: "POST",
      path: /^\/v1\/members\/(\w+)\/transfer-ownership$/,
      run(call, key) {
        world.members = world.members.map((one) => {
          if (one.userId === key) return { ...one, role: "owner" };
          return one.role === "owner" ? { ...one, role: "admin" } : one;
        });
        nothing(call);
      },
    },
    { method: "GET", path: /^\/v1\/invitations$/, run: ({ response }) => sendJson(response, page(world.invitations)) },
    {
      method: "POST",
      path: /^\/v1\/invitations$/,
      run({ body, response }) {
        const { email, role } = body as Pick<Invitation, "email" | "role">;
        if (world.members.some((one) => one.email === email)) return sendProblem(response, "conflict");
        const at = (ms: number) => new Date(Date.now() + ms).toISOString();
        const made = { id: id("invitation", 9), email, role, createdAt: at(0), expiresAt: at(7 * DAY_MS) };
        world.invitations = [made, ...world.invitations.filter((one) => one.email !== email)];
        sendJson(response, { ...made, isMailed: !world.isMailDown }, 201);
      },
    },
    {
      method: "DELETE",
      path: /^\/v1\/invitations\/(\w+)$/,
      run(call, key) {
        world.invitations = world.invitations.filter((one) => one.id !== key);
        nothing(call);
      },
    },
  ];
}
