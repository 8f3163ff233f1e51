import { newId } from "@netvexa/contract/ids";
import { controlBatch } from "@netvexa/db/control";
import { conversation, message } from "@netvexa/db/schema/conversation";
import { conversationKey, tenantKey } from "@netvexa/db/schema/sealing";
import { importSealingKey, open } from "@netvexa/db/sealing/seal";
import { tenantBatch } from "@netvexa/db/tenant";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { tenantOf } from "../auth/tenant-of.ts";
import { createTranscriptStore } from "../rooms/transcript-store.ts";
import type { KeyWrapper, WrapContext } from "../sealing/key-wrapper.ts";
import { createLocalKeyWrapper } from "../sealing/local-key-wrapper.ts";
import { openText } from "../sealing/transcript.ts";
import { createVault } from "../sealing/vault.ts";
import { forgetSpent } from "../services/member/forget-spent.ts";
import { makeJoin } from "../testing/room-client.ts";
import { TestApi } from "../testing/test-api.ts";
import { keepHouse, keepHouseOf, minuteOf } from "./upkeep.ts";

const DAY_MS = 86_400_000;

/** A key service as AWS runs it: a wrapped key says which key wrapped it, and one that was deleted is gone for good. */
async function keyService() {
  const keys = new Map<string, KeyWrapper>();
  const service = {
    keyId: "",
    wrap: async (plain: Uint8Array<ArrayBuffer>, context: WrapContext) =>
      `${service.keyId}:${await keys.get(service.keyId)?.wrap(plain, context)}`,
    unwrap: async (wrapped: string, context: WrapContext) => {
      const [name = "", rest = ""] = wrapped.split(":");
      const key = keys.get(name);
      if (key === undefined) throw new Error("the key is gone");
      return key.unwrap(rest, context);
    },
  };
  const change = async (name: string) => {
    keys.set(name, await createLocalKeyWrapper(`a secret of the service by the name of ${name}`));
    service.keyId = name;
  };
  await change("first");
  return { service, change, remove: (name: string) => keys.delete(name) };
}

describe("a backup from before an erasure", () => {
  let api: TestApi;
  let kms: Awaited<ReturnType<typeof keyService>>;
  let owner: Awaited<ReturnType<TestApi["newTenant"]>>;
  let agentId: Awaited<ReturnType<TestApi["newAgent"]>>;

  beforeEach(async () => {
    kms = await keyService();
    api = new TestApi({ spoil: (services) => ({ ...services, vault: newVault(services) }) });
    owner = await api.newTenant();
    agentId = await api.newAgent(owner.token);
  });

  // A vault of its own each time, as an isolate that remembers nothing.
  const newVault = ({ db }: Pick<TestApi["services"], "db">, nowMs = api?.world.nowMs ?? Date.now()) =>
    createVault({ db, wrapper: async () => kms.service, now: () => nowMs });
  const upkeepAt = async (days: number) => {
    const nowMs = api.world.nowMs + days * DAY_MS;
    const services = { ...api.services, vault: newVault(api.services, nowMs), now: () => nowMs };
    await keepHouseOf(services, tenantOf(owner));
  };

  async function speak(text: string) {
    const join = makeJoin({ tenantId: owner.tenantId, agentId });
    const store = createTranscriptStore({ db: api.services.db, vault: newVault(api.services) });
    const times = { startedAtMs: api.world.nowMs, lastMessageAtMs: api.world.nowMs };
    const row = { id: newId("message"), seq: 1, settledSeq: 1, role: "visitor", text, citations: [], atMs: 0 } as const;
    await store.write(join, { mode: "bot", title: text, messages: 1, ...times }, [{ kind: "message", message: row }]);
    return join;
  }

  const backUp = () =>
    tenantBatch(api.services.db, tenantOf(owner), (query) => [
      query.select().from(message),
      query.select().from(conversationKey),
      query.select().from(tenantKey),
      query.select().from(conversation),
    ]);

  /** What somebody reads who holds the backup and may ask the key service for anything. */
  async function readBackup([messages, keys, tenantKeys]: Awaited<ReturnType<typeof backUp>>): Promise<string[]> {
    const { tenantId } = owner;
    return Promise.all(
      messages.map(async ({ conversationId, id, text }) => {
        const row = keys.find((key) => key.conversationId === conversationId);
        const outer = tenantKeys.find(
          ({ purpose, version }) => purpose === "seal" && version === row?.tenantKeyVersion,
        );
        if (row === undefined || outer === undefined) throw new Error("no key");
        const context = { tenant: tenantId, purpose: "seal", version: String(outer.version) };
        const tenantRaw = await kms.service.unwrap(outer.wrapped, context);
        const place = { tenantId, table: "conversation_key", column: "wrapped", row: `${conversationId}/${row.keyId}` };
        const encoded = await open(await importSealingKey(`t${outer.version}`, tenantRaw), place, row.wrapped);
        const raw = Uint8Array.from(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
        const key = await importSealingKey(row.keyId, raw);
        return openText(key, { tenantId, conversationId, cell: "message.text", row: id }, text);
      }),
    );
  }

  it("opens until the key service's key is changed and the old one deleted, and never again after that", async () => {
    const gone = await speak("forget me");
    const staying = await speak("keep me");
    const backup = await backUp();
    expect((await api.call("DELETE", `/v1/visitors/${gone.visitorId}`, { token: owner.token })).status).toBe(200);
    expect((await readBackup(backup)).toSorted()).toEqual(["forget me", "keep me"]);

    await kms.change("second");
    await upkeepAt(0);
    // What is alive is wrapped anew at once; the old version waits until nothing can hang on it.
    expect(new Set((await backUp())[1].map(({ tenantKeyVersion }) => tenantKeyVersion))).toEqual(new Set([2]));
    await upkeepAt(2.9);
    expect((await backUp())[2].map(({ kmsKeyId }) => kmsKeyId)).toContain("first");
    await upkeepAt(3.1);
    expect((await backUp())[2].map(({ kmsKeyId }) => kmsKeyId)).toEqual(["second", "second"]);

    kms.remove("first");
    await expect(readBackup(backup)).rejects.toThrow("the key is gone");
    expect(await readBackup(await backUp())).toEqual(["keep me"]);
    const { json } = await api.call("GET", `/v1/conversations/${staying.conversationId}`, { token: owner.token });
    expect(json.title).toBe("keep me");
  });

  it("is not reached by a new key of the tenant alone", async () => {
    await speak("still here");
    const backup = await backUp();
    await upkeepAt(30.1);
    await upkeepAt(34);
    expect((await backUp())[2].map(({ purpose, version }) => `${purpose} ${version}`).toSorted()).toEqual([
      "index 1",
      "seal 2",
    ]);
    expect(await readBackup(backup)).toEqual(["still here"]);
  });

  it("an address is still found after the key service has another key", async () => {
    const tenant = tenantOf(owner);
    const before = await newVault(api.services).emailIndex(tenant, "ada@example.com");
    await kms.change("second");
    await upkeepAt(0);
    kms.remove("first");
    expect(await newVault(api.services).emailIndex(tenant, "ADA@example.com")).toBe(before);
  });

  it("a tenant that has said nothing yet gets no keys made for it", async () => {
    await upkeepAt(31);
    expect((await backUp())[2]).toEqual([]);
  });
});

it("every tenant has its turn once an hour, in a minute of its own", async () => {
  const minutes = Array.from({ length: 6_000 }, () => minuteOf(newId("tenant")));
  expect(new Set(minutes).size).toBe(60);
  const counts = Object.values(Object.groupBy(minutes, String)).map((group) => group?.length ?? 0);
  expect(Math.max(...counts)).toBeLessThan(200);
  const { services, world } = new TestApi();
  await keepHouse(services);
  expect(world.log).toContainEqual(expect.objectContaining({ event: "upkeep" }));
});

it("what has long ended in the control plane goes, and nothing younger", async () => {
  const api = new TestApi();
  const { db } = api.services;
  const { tenantId, userId } = await api.newTenant();
  const at = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
  const name = crypto.randomUUID();
  const add = (suffix: string, ended: string) => {
    const id = `${name}-${suffix}`;
    return [
      sql`insert into auth_verification (id, identifier, value, expires_at) values (${id}, 'x', 'x', ${ended}::timestamptz)`,
      sql`insert into auth_session (id, user_id, token, expires_at) values (${id}, ${userId}, ${id}, ${ended}::timestamptz)`,
      sql`insert into invitation (id, tenant_id, email, role, status, expires_at, inviter_id)
        values (${id}, ${tenantId}, ${`${id}@netvexa.test`}, 'viewer', 'pending', ${ended}::timestamptz, ${userId})`,
      sql`insert into api_key (id, tenant_id, name, prefix, hash, scopes, revoked_at)
        values (${id}, ${tenantId}, 'x', 'x', ${id}, '{}', ${ended}::timestamptz)`,
      sql`insert into auth_attempt (key, count, window_ends_at) values (${id}, 1, ${ended}::timestamptz)`,
    ];
  };
  await controlBatch(db, () => [...add("old", at(91)), ...add("young", at(-1))]);
  await forgetSpent({ ...api.services, now: () => Date.now() });
  const [left] = await controlBatch(db, () => [
    sql<{ id: string }>`select id from auth_verification where id like ${`${name}%`}
      union all select id from auth_session where id like ${`${name}%`}
      union all select id from invitation where id like ${`${name}%`}
      union all select id from api_key where id like ${`${name}%`}
      union all select key from auth_attempt where key like ${`${name}%`}`,
  ]);
  expect(left.map(({ id }) => id)).toEqual(Array(5).fill(`${name}-young`));
});
