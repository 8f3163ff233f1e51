import { controlBatch } from "@netvexa/db/control";
import { authTwoFactor } from "@netvexa/db/schema/auth";
import { and, eq, lt } from "drizzle-orm";
import type { Services } from "../services/context.ts";

const PERIOD_MS = 30_000;
/** How far an authenticator's clock may be off, as the library has it. */
const STEPS_OFF = [-1, 0, 1];
const DIGITS = 6;

interface Shown {
  userId: string;
  secret: string;
  code: string;
}

/**
 * Takes an authenticator's code for good, in one statement and before the library compares it: the library itself takes a
 * code as often as it is shown within a minute and a half (RFC 6238, 5.2). False for a code that is wrong or was taken,
 * or is older than one that was.
 */
export async function spendCode({ db }: Pick<Services, "db">, { userId, secret, code }: Shown): Promise<boolean> {
  const step = await stepOf(secret, code);
  if (step === undefined) return false;
  const [taken] = await controlBatch(db, (query) => [
    query
      .update(authTwoFactor)
      .set({ lastStep: step })
      .where(and(eq(authTwoFactor.userId, userId), lt(authTwoFactor.lastStep, step)))
      .returning({ id: authTwoFactor.id }),
  ]);
  return taken.length === 1;
}

/** By the clock that the library goes by; the latest, should a code be right at two times. */
async function stepOf(secret: string, code: string): Promise<number | undefined> {
  const bytes = new TextEncoder().encode(secret);
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
  const present = Math.floor(Date.now() / PERIOD_MS);
  const steps = STEPS_OFF.map((off) => present + off);
  const codes = await Promise.all(steps.map((step) => codeAt(key, step)));
  return steps.findLast((_step, at) => codes[at] === code);
}

async function codeAt(key: CryptoKey, step: number): Promise<string> {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const digest = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const number = digest.getUint32(digest.getUint8(digest.byteLength - 1) & 15) & 0x7fffffff;
  return (number % 10 ** DIGITS).toString().padStart(DIGITS, "0");
}
