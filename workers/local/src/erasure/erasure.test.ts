import { fileURLToPath } from "node:url";
import { CLOSE } from "@netvexa/contract/frames/wire";
import { tenantFolder } from "@netvexa/contract/jobs";
import { ownName } from "@netvexa/db/placement/place";
import { conversation } from "@netvexa/db/schema/conversation";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { verifyAuditChain } from "@netvexa/edge/services/audit/verify";
import { AwsClient } from "aws4fetch";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonOf } from "../isolation/http/call.ts";
import { openSocket } from "../isolation/sockets/visitor.ts";
import { type System, startSystem } from "../isolation/system.ts";
import { until } from "../isolation/wait.ts";
import { buildSide } from "../isolation/world/build-side.ts";
import { moveToLevel } from "../isolation/world/move-to-level.ts";
import { LEVELS, type Side } from "../isolation/world/side.ts";
import { createTenantApi } from "../isolation/world/tenant-api.ts";
import { urlOf, withSession } from "../testing/open-session.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));

describe("the running product", () => {
  let system: System;
  let bystander: Side;
  beforeAll(async () => {
    system = await startSystem(ROOT);
    bystander = await buildSide(system, { name: "B", level: "shared", seed: "bystander" });
  }, 300_000);
  afterAll(() => system?.close());

  const databaseUrl = () => system.settings.DATABASE_URL ?? "";

  /** Keys of the bucket that begin with the tenant's own. */
  async function objectsOf({ tenantId }: Side): Promise<string[]> {
    const { AWS_REGION: region = "", AWS_ACCESS_KEY_ID: accessKeyId = "", ...rest } = system.settings;
    const secretAccessKey = rest.AWS_SECRET_ACCESS_KEY ?? "";
    const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3" });
    const query = new URLSearchParams({ "list-type": "2", prefix: tenantFolder(tenantId) });
    const response = await client.fetch(`${rest.S3_ENDPOINT}/${rest.S3_BUCKET}?${query}`);
    expect(response.status).toBe(200);
    return [...(await response.text()).matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = ""]) => key);
  }

  /** Tables of a database, in any schema, with a row in which this id stands. */
  async function tracesIn(database: string, id: string): Promise<string[]> {
    const url = database === "" ? databaseUrl() : urlOf(databaseUrl(), database);
    return withSession(url, async (query) => {
      const tables = await query<{ name: string }>(`select format('%I.%I', nspname, relname) as name
        from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where relkind = 'r' and nspname not like 'pg\\_%' and nspname <> 'information_schema' order by 1`);
      const found: string[] = [];
      for (const { name } of tables) {
        const [row] = await query(`select from ${name} as item where item::text like '%${id}%' limit 1`);
        if (row !== undefined) found.push(name);
      }
      return found;
    });
  }

  async function placesOf({ tenantId }: Side): Promise<string[]> {
    const name = await ownName(tenantId);
    const rows = await withSession(databaseUrl(), (query) =>
      query<{ kind: string }>(`select 'schema' as kind from pg_namespace where nspname = '${name}'
        union all select 'role' from pg_roles where rolname = '${name}'
        union all select 'database' from pg_database where datname = '${name}' order by 1`),
    );
    return rows.map(({ kind }) => kind);
  }

  async function eraseWorkspace({ tenantId, owner }: Side): Promise<void> {
    const api = createTenantApi(system, owner.token);
    await until("the end of the workspace", async () => {
      const { isComplete } = await api.send<{ isComplete: boolean }>("DELETE", `/v1/workspace?confirm=${tenantId}`);
      return isComplete ? true : undefined;
    });
  }

  test.each(LEVELS)(
    "keeps nothing but the log of an erased workspace: %s",
    async (level) => {
      const side = await buildSide(system, { name: "A", level, seed: "erasure" });
      await moveToLevel(system, side);
      await createTenantApi(system, side.owner.token).ask(side.ids.agent ?? "", "And after the move?");
      expect((await objectsOf(side)).length).toBeGreaterThan(1);
      const name = await ownName(side.tenantId);
      if (level === "database") expect((await tracesIn(name, side.tenantId)).length).toBeGreaterThan(5);
      if (level === "schema") expect(await placesOf(side)).toEqual(["role", "schema"]);
      const socketUrl = `${system.url.replace(/^http/, "ws")}/v1/chat`;
      const door = { socketUrl, token: side.visit.token, origin: side.origin };
      const chat = await openSocket(door);
      chat.send({ type: "hello", after: 0 });
      expect((await chat.until("welcome")).seq).toBeGreaterThan(0);
      await eraseWorkspace(side);
      expect(await chat.closed()).toBe(CLOSE.notFound);
      expect(await tracesIn("", side.tenantId)).toEqual(["public.audit_event", "public.erased_workspace"]);
      expect(await placesOf(side)).toEqual([]);
      if (level === "database") expect(await tracesIn(name, side.tenantId)).toEqual(["public.tenant_placement"]);
      expect(await objectsOf(side)).toEqual([]);
      expect((await verifyAuditChain(system.db, mintTenantContext(side.tenantId))).broken).toBeUndefined();
      expect(await (await openSocket(door)).closed()).toBe(404);
      expect((await objectsOf(bystander)).length).toBeGreaterThan(1);
      expect(await createTenantApi(system, bystander.owner.token).send("GET", "/v1/agents")).toMatchObject({
        items: expect.arrayContaining([expect.objectContaining({ id: bystander.ids.agent })]),
      });
    },
    240_000,
  );

  test("forgets a visitor who wishes so while an answer is being written, in every tab and for good", async () => {
    const side = await buildSide(system, { name: "B", level: "shared", seed: "visitor" });
    const { tenantId, origin } = side;
    const path = `/v1/widget/${side.ids.agent}/sessions`;
    const post = (at: string, body: object) => system.call({ method: "POST", path: at, headers: { origin }, body });
    const session = await createTenantApi(system, side.owner.token).openSession(side.ids.agent ?? "", origin);
    const door = { socketUrl: session.socketUrl, token: session.token, origin };
    const tabs = [await openSocket(door), await openSocket(door)];
    for (const tab of tabs) {
      tab.send({ type: "hello", after: 0 });
      await tab.until("welcome");
    }
    tabs[0]?.send({ type: "message", id: crypto.randomUUID(), text: "What is in the source?" });
    await tabs[0]?.until("end");
    await until("the conversation's row", async () => {
      const [rows] = await tenantBatch(system.db, mintTenantContext(tenantId), (query) => [
        query.select({ id: conversation.id }).from(conversation),
      ]);
      return rows.some(({ id }) => id === session.conversationId) ? true : undefined;
    });
    const copy = jsonOf<{ messages: { role: string; text: string }[] }[]>(
      await post(`${path}/export`, { token: door.token }),
      "a copy",
    );
    expect(copy.map(({ messages }) => messages.map(({ role }) => role))).toEqual([["visitor", "agent"]]);
    tabs[1]?.send({ type: "message", id: crypto.randomUUID(), text: "And what else?" });
    await tabs[1]?.until("delta", ({ offset }) => offset > 0);
    const receipt = jsonOf(await post(`${path}/erase`, { token: door.token }), "the erasure");
    expect(receipt).toMatchObject({ conversations: 1, isComplete: true });
    for (const tab of tabs) expect(await tab.closed()).toBe(CLOSE.erased);
    expect(await tracesIn("", session.conversationId)).toEqual([]);
    const late = await openSocket(door);
    expect(await late.closed()).toBe(CLOSE.erased);
    const again = jsonOf<{ conversationId: string }>(await post(path, { token: door.token }), "a new session");
    expect(again.conversationId).not.toBe(session.conversationId);
    expect((await post(`${path}/export`, { token: door.token })).status).toBe(401);
    expect(jsonOf(await post(`${path}/erase`, { token: door.token }), "a repeat")).toMatchObject({ conversations: 0 });
    await system.runtime.runScheduled();
    expect(await tracesIn("", session.conversationId)).toEqual([]);
  }, 120_000);
});
