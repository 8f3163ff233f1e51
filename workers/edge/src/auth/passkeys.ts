import { passkey } from "@better-auth/passkey";
import { APIError } from "better-auth/api";

interface PasskeyOptions {
  publicUrl: string;
  /** Tells the person at this address; the library names people by theirs. */
  onAdded: (email: string) => Promise<void>;
}

/**
 * A passkey stands for two factors, the device and the finger, face or PIN that opens it, so one that was used without
 * the latter is refused: the library alone would only have preferred it.
 */
export function passkeyPlugin({ publicUrl, onAdded }: PasskeyOptions) {
  return passkey({
    rpID: new URL(publicUrl).hostname,
    rpName: "NETVEXA",
    origin: publicUrl,
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    advanced: { webAuthnChallengeCookie: "passkey_challenge" },
    registration: {
      async afterVerification({ ctx, verification: { registrationInfo: made }, user }) {
        requireVerified(made?.userVerified);
        const where = [{ field: "credentialID", value: made?.credential.id ?? "" }];
        if ((await ctx.context.adapter.findOne({ model: "passkey", where })) !== null) throw refusal("ALREADY_ADDED");
        await onAdded(user.name);
      },
    },
    authentication: {
      async afterVerification({ verification }) {
        requireVerified(verification.authenticationInfo.userVerified);
      },
    },
  });
}

function requireVerified(isVerified: boolean | undefined): void {
  if (isVerified !== true) throw refusal("USER_NOT_VERIFIED");
}

function refusal(code: string): APIError {
  return new APIError("BAD_REQUEST", { code, message: "This passkey cannot be used." });
}

const UNREADABLE = "FAILED_TO_VERIFY_REGISTRATION";

/** The library calls a passkey that does not hold a fault of its own. */
export async function isUnreadablePasskey(response: Response): Promise<boolean> {
  if (response.status !== 500) return false;
  const body: unknown = await response.clone().json();
  return typeof body === "object" && body !== null && "code" in body && body.code === UNREADABLE;
}
