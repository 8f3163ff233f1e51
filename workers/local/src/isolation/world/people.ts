import type { AccessToken } from "@netvexa/contract/http/widget";
import type { Id } from "@netvexa/contract/ids";
import { controlBatch } from "@netvexa/db/control";
import { member } from "@netvexa/db/schema/tenant";
import { type Answer, jsonOf } from "../http/call.ts";
import type { System } from "../system.ts";

const PASSWORD = "correct horse battery staple";

export interface Person {
  readonly userId: Id<"user">;
  readonly email: string;
  readonly cookie: string;
  /** Of the tenant that the person acts for. */
  readonly token: string;
  readonly tenantId: Id<"tenant">;
}

function cookieOf({ headers }: Answer): string {
  return headers.flatMap(([name, value]) => (name === "set-cookie" ? [value.split(";")[0] ?? ""] : [])).join("; ");
}

async function takeToken({ call, url }: System, cookie: string): Promise<AccessToken> {
  return jsonOf<AccessToken>(
    await call({ method: "POST", path: "/v1/token", headers: { cookie, origin: url } }),
    "the token",
  );
}

/** Signs somebody up, who then owns a tenant. */
export async function newOwner(system: System, { name, email }: { name: string; email: string }): Promise<Person> {
  const answer = await system.call({
    method: "POST",
    path: "/auth/sign-up/email",
    headers: { origin: system.url },
    body: { name, email, password: PASSWORD },
  });
  const { user } = jsonOf<{ user: { id: Id<"user"> } }>(answer, "sign-up");
  const cookie = cookieOf(answer);
  const { token, tenantId } = await takeToken(system, cookie);
  return { userId: user.id, email, cookie, token, tenantId };
}

/** Signs somebody up and makes them a member of a tenant, for which they act from then on. */
export async function newMember(
  system: System,
  { tenantId, role, ...who }: { tenantId: Id<"tenant">; role: string; name: string; email: string },
): Promise<Person> {
  const person = await newOwner(system, who);
  await controlBatch(system.db, (query) => [
    query.insert(member).values({ id: crypto.randomUUID(), tenantId, userId: person.userId, role }),
  ]);
  const chosen = await system.call({
    method: "POST",
    path: "/auth/organization/set-active",
    headers: { cookie: person.cookie, origin: system.url },
    body: { organizationId: tenantId },
  });
  jsonOf(chosen, "choosing the tenant");
  const { token } = await takeToken(system, person.cookie);
  return { ...person, token, tenantId };
}
