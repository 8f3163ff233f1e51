import { type Id, newId } from "@netvexa/contract/ids";
import { inputFolder } from "@netvexa/contract/jobs";
import { controlBatch } from "@netvexa/db/control";
import { dropPlaces } from "@netvexa/db/placement/drop-places";
import { moveTenant } from "@netvexa/db/placement/move-tenant";
import { ownName } from "@netvexa/db/placement/place";
import { confirmMove } from "@netvexa/db/placement/settle-move";
import { authSession } from "@netvexa/db/schema/auth";
import { member } from "@netvexa/db/schema/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { clearUp } from "../jobs/leftovers.ts";
import { createTranscriptStore } from "../rooms/transcript-store.ts";
import { verifyAuditChain } from "../services/audit/verify.ts";
import { dumpDatabase } from "../testing/dump.ts";
import { PASSWORD, Person } from "../testing/person.ts";
import { makeJoin } from "../testing/room-client.ts";
import { TestApi } from "../testing/test-api.ts";

describe("erasing a workspace", () => {
  let api: TestApi;
  let owner: { tenantId: Id<"tenant">; userId: string; token: string };

  beforeEach(async () => {
    api = new TestApi();
    owner = await api.newTenant();
  });

  const erase = (confirm: string = owner.tenantId, token = owner.token) =>
    api.call("DELETE", `/v1/workspace?confirm=${confirm}`, {
      token,
      headers: { "idempotency-key": crypto.randomUUID() },
    });

  /** Has the session of this person have begun so long ago. */
  async function signIn(userId: string, agoMs = 0): Promise<void> {
    const createdAt = new Date(api.world.nowMs - agoMs);
    await controlBatch(api.services.db, (query) => [
      query.update(authSession).set({ createdAt }).where(eq(authSession.userId, userId)),
    ]);
  }

  async function fill() {
    const { token, tenantId } = owner;
    const agentId = await api.newAgent(token);
    const path = `/v1/agents/${agentId}/sources`;
    const source = await api.call("POST", path, { token, body: { kind: "url", url: "https://example.com/" } });
    await api.call("POST", `/v1/sources/${source.json.source.id}/sync`, { token });
    await api.call("POST", "/v1/api-keys", { token, body: { name: "Key" } });
    await api.call("POST", "/v1/invitations", {
      token,
      body: { email: `${newId("user")}@netvexa.test`, role: "viewer" },
    });
    await api.newMember(tenantId, "viewer");
    const headers = { "idempotency-key": "one" };
    await api.call("POST", `/v1/agents/${agentId}/messages`, { token, body: { text: "Hello" }, headers });
    const join = makeJoin({ tenantId, agentId });
    const store = createTranscriptStore({ db: api.services.db, vault: api.services.vault });
    const row = {
      id: newId("message"),
      seq: 1,
      settledSeq: 1,
      role: "visitor",
      text: "Hi",
      citations: [],
      atMs: 0,
    } as const;
    const snapshot = { mode: "bot", title: "Hi", messages: 1, startedAtMs: 0, lastMessageAtMs: 0 } as const;
    await store.write(join, snapshot, [{ kind: "message", message: row }]);
    const file = { kind: "file", name: "a.pdf", contentType: "application/pdf", sizeBytes: 9 };
    await api.call("POST", path, { token, body: file });
    const removed = await api.newAgent(token);
    api.world.isDoorDown = true;
    await api.call("DELETE", `/v1/agents/${removed}`, { token });
    api.world.isDoorDown = false;
    // An earlier fault left a file of which no row tells.
    api.world.objects.set(`${inputFolder({ tenantId, sourceId: newId("source") })}1`, { sizeBytes: 1 });
    return { agentId, removed, conversationId: join.conversationId };
  }

  async function eraseAll(): Promise<number> {
    for (let calls = 1; ; calls += 1) {
      const { status, json } = await erase();
      expect([calls, status]).toEqual([calls, 200]);
      if (json.isComplete) return calls;
    }
  }

  /** Where the tenant is still named. */
  async function traces(): Promise<string[]> {
    const lines = (await dumpDatabase(api.services.db)).split("\n");
    const found = new Set<string>();
    let table = "";
    for (const line of lines) {
      if (/^[\w]+\.[\w]+$/.test(line)) table = line;
      else if (line.includes(owner.tenantId)) found.add(table);
    }
    return [...found].sort();
  }

  /** Schemas and roles that are named by the tenant's own digest. */
  async function ownPlaces(): Promise<number> {
    const name = await ownName(owner.tenantId);
    const [rows] = await controlBatch(api.services.db, () => [
      sql`select from pg_namespace where nspname = ${name} union all select from pg_roles where rolname = ${name}`,
    ]);
    return rows.length;
  }

  it.each([
    ["in the shared tables", "shared", false],
    ["in a schema of its own", "schema", false],
    ["in a schema of its own, with the shared copy kept", "schema", true],
  ] as const)("leaves the audit log and nothing else, of a tenant that lives %s", async (_where, to, isKept) => {
    const { tenantId } = owner;
    await fill();
    if (to === "schema") {
      await moveTenant(api.services.db, { tenantId, to, prepareDatabase: async () => undefined });
      expect(await ownPlaces()).toBe(2);
      if (!isKept) await confirmMove(api.services.db, tenantId);
    }
    const { agentId, removed, conversationId } = await fill();
    const stranger = await api.newTenant();
    const theirs = await api.newAgent(stranger.token);
    await signIn(owner.userId);
    // The people's sessions say which workspace they had chosen.
    await controlBatch(api.services.db, (query) => [
      query.update(authSession).set({ activeOrganizationId: tenantId }).where(eq(authSession.userId, owner.userId)),
    ]);
    expect(await eraseAll()).toBeGreaterThan(1);
    expect(api.world.erased.map((room) => room.conversationId)).toContain(conversationId);
    expect([...api.world.objects.keys()].filter((key) => key.includes(tenantId))).toEqual([]);
    const closed = api.world.closed.map((one) => one.agentId);
    for (const id of [agentId, removed]) expect(closed).toContain(id);
    expect(await traces()).toEqual(["public.audit_event", "public.erased_workspace"]);
    expect(await ownPlaces()).toBe(0);
    await clearUp({ ...api.services, now: () => api.world.nowMs + 3_600_000 });
    expect(await traces()).toEqual(["public.audit_event"]);
    expect((await verifyAuditChain(api.services.db, mintTenantContext(tenantId))).broken).toBeUndefined();
    expect((await api.call("GET", "/v1/agents", { token: owner.token })).status).toBeGreaterThanOrEqual(401);
    expect((await api.call("GET", `/v1/agents/${theirs}`, { token: stranger.token })).status).toBe(200);
  });

  it("leaves no row, and a place for the operator's sweep, where the Worker may not drop it", async () => {
    api = new TestApi({ spoil: (services) => ({ ...services, mayDropPlaces: async () => false }) });
    owner = await api.newTenant();
    await fill();
    await moveTenant(api.services.db, {
      tenantId: owner.tenantId,
      to: "schema",
      prepareDatabase: async () => undefined,
    });
    await signIn(owner.userId);
    expect((await erase()).problem).toMatchObject({ code: "conflict" });
    await confirmMove(api.services.db, owner.tenantId);
    await eraseAll();
    expect(await traces()).toEqual([
      "public.audit_event",
      "public.erased_workspace",
      "public.tenant_move",
      "public.tenant_placement",
    ]);
    await dropPlaces(api.services.db, mintTenantContext(owner.tenantId));
    expect(await ownPlaces()).toBe(0);
    expect(await traces()).toEqual(["public.audit_event", "public.erased_workspace"]);
  });

  it("waits for a move that is under way", async () => {
    const { tenantId } = owner;
    const stopped = moveTenant(api.services.db, {
      ...{ tenantId, to: "schema", prepareDatabase: async () => undefined },
      onStep: (step) => {
        if (step === "copy") throw new Error("stopped");
      },
    });
    await expect(stopped).rejects.toThrow("stopped");
    await signIn(owner.userId);
    expect((await erase()).problem).toMatchObject({ code: "conflict" });
  });

  it("is finished by a repeat when something could not be reached", async () => {
    await fill();
    await signIn(owner.userId);
    api.world.isDoorDown = true;
    const outcomes: number[] = [];
    for (let calls = 0; calls < 4; calls += 1) outcomes.push((await erase()).status);
    expect(outcomes.at(-1)).toBe(500);
    expect(await traces()).toContain("public.agent");
    api.world.isDoorDown = false;
    await eraseAll();
    expect(await traces()).toEqual(["public.audit_event", "public.erased_workspace"]);
  });

  it("takes the owner, a sign-in of the last ten minutes, and the workspace's own id", async () => {
    await signIn(owner.userId, 10 * 60_000 + 1);
    // Another sign-in of the same person, somewhere else, says nothing of who holds this token.
    const [id, expiresAt] = [crypto.randomUUID(), new Date(api.world.nowMs + 86_400_000)];
    const elsewhere = { id, userId: owner.userId, token: id, expiresAt, createdAt: new Date(api.world.nowMs) };
    await controlBatch(api.services.db, (query) => [query.insert(authSession).values(elsewhere)]);
    expect((await erase()).problem).toMatchObject({
      code: "forbidden",
      detail: expect.stringContaining("Sign in again"),
    });
    await signIn(owner.userId);
    expect((await erase(newId("tenant"))).problem.code).toBe("invalid_request");
    const admin = await api.newMember(owner.tenantId, "admin");
    await signIn(admin.userId);
    expect((await erase(owner.tenantId, admin.token)).problem.code).toBe("forbidden");
    expect((await erase()).status).toBe(200);
  });

  it("shuts every key out with its first call", async () => {
    await fill();
    const { json } = await api.call("POST", "/v1/api-keys", { token: owner.token, body: { name: "Key" } });
    expect((await api.call("GET", "/v1/agents", { token: json.key })).status).toBe(200);
    await signIn(owner.userId);
    expect((await erase()).json.isComplete).toBe(false);
    expect((await api.call("GET", "/v1/agents", { token: json.key })).status).toBe(401);
  });
});

describe("workspaces", () => {
  it("are named by those who run them, and each change of name is written down", async () => {
    const api = new TestApi();
    const { tenantId, token } = await api.newTenant();
    const editor = await api.newMember(tenantId, "editor");
    const rename = (name: unknown, by = token) => api.call("PATCH", "/v1/workspace", { token: by, body: { name } });
    expect((await rename(" Alder & Finch ")).json).toMatchObject({ id: tenantId, name: "Alder & Finch" });
    expect((await rename("Mine", editor.token)).problem.code).toBe("forbidden");
    for (const wrong of ["", "a".repeat(81), "Win: https://evil.test", "two\nlines"]) {
      expect([wrong, (await rename(wrong)).status]).toEqual([wrong, 422]);
    }
    const { json } = await api.call("GET", "/v1/audit?action=workspace.rename", { token });
    expect(json.items).toMatchObject([
      { target: { kind: "tenant", id: tenantId }, detail: { before: expect.any(String), after: "Alder & Finch" } },
    ]);
  });

  it.each([
    ["Ana Ruiz", "Ana Ruiz's workspace"],
    ["Win https://evil.test", "Win https evil.test's workspace"],
    ["://", "My workspace"],
  ])("begin with the name of whoever signed up: %j", async (name, expected) => {
    const person = new Person(new TestApi());
    await person.call("POST", "/auth/sign-up/email", { body: { email: person.email, password: PASSWORD, name } });
    const { token } = await person.token();
    const { json } = await person.api.call("GET", "/v1/workspaces", { token });
    expect(json.items.map((item: { name: string }) => item.name)).toEqual([expected]);
  });

  it("are listed to a person with their role in each, without the ones where they are suspended", async () => {
    const api = new TestApi();
    const [own, other, third] = [await api.newTenant(), await api.newTenant(), await api.newTenant()];
    const join = (tenantId: string, role: string, suspendedAt: Date | null) =>
      controlBatch(api.services.db, (query) => [
        query.insert(member).values({
          id: crypto.randomUUID(),
          tenantId: tenantId as Id<"tenant">,
          userId: own.userId,
          role,
          suspendedAt,
          createdAt: new Date(Date.now() + 60_000),
        }),
      ]);
    await join(other.tenantId, "viewer", null);
    await join(third.tenantId, "admin", new Date());
    const { json } = await api.call("GET", "/v1/workspaces", { token: own.token });
    expect(json.items).toMatchObject([
      { id: own.tenantId, role: "owner", isCurrent: true },
      { id: other.tenantId, role: "viewer", isCurrent: false },
    ]);
    const made = await api.call("POST", "/v1/api-keys", { token: own.token, body: { name: "Key" } });
    expect((await api.call("GET", "/v1/workspaces", { token: made.json.key })).status).toBe(403);
  });
});
