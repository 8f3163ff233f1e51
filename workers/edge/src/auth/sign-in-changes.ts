import { createAuthMiddleware, isAPIError } from "better-auth/api";
import type { SignInChange } from "../mail/messages.ts";

interface Options {
  /** Tells the person at this address. */
  onChange: (email: string, change: SignInChange) => Promise<void>;
}

interface Known {
  user: { email: string; twoFactorEnabled?: boolean | null };
}

/** What a route that succeeded has changed; a code of the second factor turns it on only where it was off. */
function changeOf(path: string, before: Known | null): SignInChange | undefined {
  if (path === "/change-password") return "password";
  if (path === "/two-factor/disable") return "second_factor_off";
  if (path === "/two-factor/generate-backup-codes") return "recovery_codes";
  if (path === "/two-factor/verify-backup-code") return "recovery_code_used";
  if (path === "/passkey/delete-passkey") return "passkey_removed";
  const turnsOn = path === "/two-factor/verify-totp" && before !== null && before.user.twoFactorEnabled !== true;
  return turnsOn ? "second_factor_on" : undefined;
}

/**
 * Tells a person of each change in how they sign in, after it was made: what was not of their own doing would stay
 * unseen. A password that was set by a mailed link has a hook of its own, and so has a passkey that was added.
 */
export function afterSignInChange({ onChange }: Options) {
  return createAuthMiddleware(async ({ path, context }) => {
    if (isAPIError(context.returned)) return;
    const before = context.session as Known | null;
    const change = changeOf(path, before);
    const person = before ?? (context.newSession as Known | null);
    if (change !== undefined && person !== null) await onChange(person.user.email, change);
  });
}
