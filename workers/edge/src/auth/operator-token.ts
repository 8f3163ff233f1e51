import { utf8 } from "@netvexa/db/sealing/bytes";
import { errors, jwtVerify, SignJWT } from "jose";
import { deriveKey } from "./visitor-identity.ts";

const AUDIENCE = "netvexa:operator";
const PURPOSE = "netvexa operator token";
const TTL_SECONDS = 60;

/** A token of whoever runs the product and holds its `AUTH_SECRET`; good for a minute and for nothing else. */
export async function signOperatorToken(authSecret: string, nowMs: number): Promise<string> {
  const issuedAt = Math.floor(nowMs / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: "HS256", typ: "operator+jwt" })
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + TTL_SECONDS)
    .sign(await deriveKey(utf8(authSecret), PURPOSE));
}

export async function isOperatorToken(authSecret: string, token: string, nowMs: number): Promise<boolean> {
  try {
    await jwtVerify(token, await deriveKey(utf8(authSecret), PURPOSE), {
      algorithms: ["HS256"],
      audience: AUDIENCE,
      typ: "operator+jwt",
      requiredClaims: ["exp", "iat"],
      maxTokenAge: TTL_SECONDS,
      currentDate: new Date(nowMs),
    });
    return true;
  } catch (error) {
    // A header that cannot be decoded is a TypeError of the library.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false;
    throw error;
  }
}
