import { createAuthMiddleware, getAuthoritativeSessionFromCtx } from "better-auth/api";
import { deleteSessionCookie } from "better-auth/cookies";
import { symmetricDecrypt } from "better-auth/crypto";
import type { BetterAuthPlugin } from "better-auth/types";
import type { Services } from "../services/context.ts";
import { spendCode } from "./spent-codes.ts";

type Route = { path?: string | undefined };

const TOTP = "/two-factor/verify-totp";
const isTotp = ({ path }: Route) => path === TOTP;
const isCode = ({ path }: Route) => path === TOTP || path === "/two-factor/verify-backup-code";
const isSignIn = ({ path }: Route) => path === "/sign-in/email";
const isConfirmation = ({ path }: Route) => path === "/verify-email";

/** No digits, so that the library finds it wrong and counts it as such. */
const WRONG_CODE = "";

/** Where the library lets more pass by a second factor than we do. */
export function secondFactorRules(services: Pick<Services, "db">) {
  const withoutTrust = createAuthMiddleware(async () => ({ context: { body: { trustDevice: false } } }));

  // A device that was trusted once would pass for a month, whatever became of password and sessions.
  const forgetDevice = createAuthMiddleware(async (ctx) => {
    const { name } = ctx.context.createAuthCookie("trust_device");
    const trusted = await ctx.getSignedCookie(name, ctx.context.secret);
    const identifier = trusted ? trusted.split("!")[1] : undefined;
    if (identifier) await ctx.context.internalAdapter.deleteVerificationByIdentifier(identifier);
  });

  const spend = createAuthMiddleware(async (ctx) => {
    const { adapter, internalAdapter, secret, secretConfig, createAuthCookie } = ctx.context;
    const session = await getAuthoritativeSessionFromCtx(ctx);
    const begun = await ctx.getSignedCookie(createAuthCookie("two_factor").name, secret);
    const userId =
      session?.user.id ?? (begun ? (await internalAdapter.findVerificationValue(begun))?.value : undefined);
    const where = [{ field: "userId", value: userId ?? "" }];
    const factor = await adapter.findOne<{ secret: string }>({ model: "twoFactor", where });
    const code: unknown = ctx.body?.code;
    if (userId === undefined || factor === null || typeof code !== "string") return wrong();
    const key = await symmetricDecrypt({ key: secretConfig, data: factor.secret });
    return (await spendCode(services, { userId, secret: key, code })) ? undefined : wrong();
  });

  // A mailed link stands for the address alone.
  const endConfirmed = createAuthMiddleware(async (ctx) => {
    const { newSession: made, session: before, internalAdapter } = ctx.context;
    if (made?.user["twoFactorEnabled"] !== true || made.session.id === before?.session.id) return;
    deleteSessionCookie(ctx);
    await internalAdapter.deleteSession(made.session.token);
    ctx.context.setNewSession(null);
  });

  return {
    id: "second-factor-rules",
    hooks: {
      before: [
        { matcher: isSignIn, handler: forgetDevice },
        { matcher: isCode, handler: withoutTrust },
        { matcher: isTotp, handler: spend },
      ],
      after: [{ matcher: isConfirmation, handler: endConfirmed }],
    },
  } satisfies BetterAuthPlugin;
}

function wrong() {
  return { context: { body: { code: WRONG_CODE } } };
}
