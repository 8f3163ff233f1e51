import { newId } from "@netvexa/contract/ids";
import { LIMITS } from "@netvexa/contract/limits";
import { controlBatch } from "@netvexa/db/control";
import { authAttempt } from "@netvexa/db/schema/auth";
import { invitation } from "@netvexa/db/schema/tenant";
import { expect, it } from "vitest";
import { TestApi } from "../testing/test-api.ts";
import { sha256Hex } from "./digest.ts";

const DAY_MS = 24 * 60 * 60_000;
const stranger = () => `${crypto.randomUUID()}@elsewhere.test`;

function invite(api: TestApi, token: string, email: string) {
  return api.call("POST", "/v1/invitations", { token, body: { email, role: "viewer" } });
}

async function haveMailed(api: TestApi, kind: string, subject: string, count: number): Promise<void> {
  const key = await sha256Hex(JSON.stringify([api.env.AUTH_SECRET, "invitation", kind, subject]));
  const windowEndsAt = new Date(api.world.nowMs + DAY_MS);
  await controlBatch(api.services.db, (query) => [query.insert(authAttempt).values({ key, count, windowEndsAt })]);
}

it("one address is mailed ten invitations a day, from however many tenants and however it is spelt", async () => {
  const api = new TestApi();
  const [ada, eve] = [await api.newTenant(), await api.newTenant()];
  const email = stranger();
  const spellings = [email, email.toUpperCase(), email.replace("@", "+shop@")];
  const statuses: number[] = [];
  for (let n = 0; n < LIMITS.invitationsPerRecipient + 5; n += 1) {
    const { status } = await invite(api, (n % 2 === 0 ? ada : eve).token, spellings[n % spellings.length] ?? email);
    statuses.push(status);
  }
  expect(statuses).toEqual([...Array(LIMITS.invitationsPerRecipient).fill(201), ...Array(5).fill(429)]);
  expect(api.world.mails).toHaveLength(LIMITS.invitationsPerRecipient);
  const refused = await invite(api, ada.token, email);
  expect(refused.problem).toMatchObject({ code: "rate_limited", retryAfterMs: expect.any(Number) });
  expect((await invite(api, ada.token, stranger())).status).toBe(201);
});

it.each([
  ["workspace", "tenant", LIMITS.invitationsPerTenant],
  ["person", "inviter", LIMITS.invitationsPerInviter],
] as const)("one %s mails no more than so many invitations a day, whoever gets them", async (_name, kind, max) => {
  const api = new TestApi();
  const { tenantId, userId, token } = await api.newTenant();
  await haveMailed(api, kind, kind === "tenant" ? tenantId : userId, max - 1);
  expect((await invite(api, token, stranger())).status).toBe(201);
  expect((await invite(api, token, stranger())).problem.code).toBe("rate_limited");
  expect(api.world.mails).toHaveLength(1);
});

it("the database itself takes one open invitation for each tenant and address", async () => {
  const api = new TestApi();
  const [{ tenantId, userId }, other] = [await api.newTenant(), await api.newTenant()];
  const email = stranger();
  const insert = (more: { email?: string; tenantId?: typeof tenantId; status?: string } = {}) =>
    controlBatch(api.services.db, (query) => [
      query.insert(invitation).values({
        id: newId("invitation"),
        tenantId,
        email,
        role: "viewer",
        status: "pending",
        inviterId: userId,
        expiresAt: new Date(api.world.nowMs + DAY_MS),
        ...more,
      }),
    ]);
  await insert();
  await expect(insert({ email: email.toUpperCase() })).rejects.toThrow();
  await insert({ tenantId: other.tenantId });
  await insert({ status: "accepted" });
});
