import { type Env, settingsOf } from "../env.ts";
import type { Services } from "../services/context.ts";
import { passGate, passSubjects } from "./gate.ts";
import { TOKEN, TOKEN_OF_USER } from "./routes.ts";

/** To be passed before a cookie is looked at, so that guesses of cookies are counted as well. */
export async function passTokenAddress(services: Services, env: Env, headers: Headers): Promise<void> {
  await passGate(services, settingsOf(env), TOKEN, { headers, body: undefined });
}

/** Over all sessions of the user together. */
export function passTokenUser(services: Services, env: Env, userId: string): Promise<void> {
  const counted = { kind: "user", subject: userId, limit: TOKEN_OF_USER };
  return passSubjects(services, settingsOf(env), TOKEN, [counted]);
}
