import { type Id, newId } from "@netvexa/contract/ids";
import { beforeAll, describe, expect, it } from "vitest";
import { createTranscriptStore } from "../rooms/transcript-store.ts";
import { rowsNaming } from "../testing/dump.ts";
import { objectsOf } from "../testing/fields.ts";
import { kindOfPrefix, openTenancy, operationsOf, send, type Tenancy, titled } from "../testing/operations.ts";
import { makeJoin } from "../testing/room-client.ts";
import { TestApi } from "../testing/test-api.ts";

const api = new TestApi();
const withBody = titled(operationsOf(api).filter(({ takesBody }) => takesBody));

const NOBODYS = { tenant: newId("tenant"), user: newId("user") };
/** What callers would like to set, and what the server alone sets. */
const CLAIMS: readonly (readonly [string, unknown])[] = Object.entries({
  tenantId: NOBODYS.tenant,
  tenant_id: NOBODYS.tenant,
  userId: NOBODYS.user,
  owner: NOBODYS.user,
  ownerId: NOBODYS.user,
  role: "owner",
  plan: "business",
  price: 0,
  usage: { messages: 0 },
  version: 99,
  permissions: ["key.manage"],
  credits: 1_000_000,
  frozenAt: null,
  createdAt: "2020-01-01T00:00:00Z",
  updatedAt: "2020-01-01T00:00:00Z",
});

let own: Tenancy;
let foreign: Tenancy;
beforeAll(async () => {
  own = await openTenancy(api);
  foreign = await openTenancy(api);
  for (const tenancy of [own, foreign]) await keepConversation(tenancy);
});

/** As its room would; the rooms of this test keep nothing. */
async function keepConversation({ tenantId, ids }: Tenancy): Promise<void> {
  const agentId = ids.agent as Id<"agent">;
  const conversationId = ids.conversation as Id<"conversation">;
  const row = { id: newId("message"), seq: 1, settledSeq: 1, role: "visitor", citations: [], atMs: 0 } as const;
  await createTranscriptStore({ db: api.services.db, vault: api.services.vault }).write(
    makeJoin({ tenantId, agentId, conversationId }),
    { mode: "bot", title: "Hello", messages: 1, startedAtMs: 0, lastMessageAtMs: 0 },
    [{ kind: "message", message: { ...row, text: "Hello" } }],
  );
}

/** All that is stored of either tenant, or of whoever else a claim names, but for what the claimant's log says of it. */
async function stored(): Promise<string[]> {
  const named = [own, foreign].flatMap(({ tenantId, ids }) => [tenantId, ...Object.values(ids)]);
  const rows = await rowsNaming(api.services.db, [...named, ...Object.values(NOBODYS)]);
  return rows.filter((row) => {
    const { action, tenant_id } = row.startsWith("{") ? JSON.parse(row) : {};
    return action !== "access.refused" || tenant_id !== own.tenantId;
  });
}

describe("a claim", () => {
  it("has a row behind every id that it steals, and bodies with objects in them to be put into", async () => {
    const rows = await stored();
    for (const id of Object.values({ ...own.ids, ...foreign.ids })) {
      expect([id, rows.some((row) => row.startsWith("{") && JSON.parse(row).id === id)]).toEqual([id, true]);
    }
    const names = withBody.flatMap(([title, operation]) =>
      objectsOf(api, operation, newIdOf).map(({ name }) => `${title} ${name}`),
    );
    expect(names).toEqual(
      expect.arrayContaining([
        "POST /v1/agents /theme",
        "POST /v1/agents/{agentId}/sources /documents/0",
        "POST /v1/agents/{agentId}/sources /pairs/0",
        "POST /v1/widget/{agentId}/sessions /identity",
      ]),
    );
  });

  const newIdOf = (prefix: string) => newId(kindOfPrefix(prefix));
  const ownIdOf = (prefix: string) => own.ids[kindOfPrefix(prefix)] ?? newIdOf(prefix);

  it.each(withBody)(
    "O-05 O-06 to an id, tenant, role, plan, price, owner, count or time is refused in every object, and changes nothing: %s",
    async (_title, operation) => {
      const before = await stored();
      const stolen = Object.values(foreign.ids).map((id) => ["id", id] as const);
      for (const { name, knows, put } of objectsOf(api, operation, ownIdOf)) {
        // What an object does have may be set; whether to this value is tried with the rules of that operation.
        for (const [field, value] of [...stolen, ...CLAIMS].filter(([claimed]) => !knows.has(claimed))) {
          const path = own.pathOf(operation);
          const answer = await send(api, operation, { path, token: own.token, body: put({ [field]: value }) });
          const refused = answer.problem?.errors?.filter(({ code }) => code === "unknown_field");
          expect([answer.status, refused?.map(({ pointer }) => pointer)]).toEqual([422, [`${name}/${field}`]]);
        }
      }
      const after = await stored();
      const [come, gone] = [after.filter((row) => !before.includes(row)), before.filter((row) => !after.includes(row))];
      expect({ come, gone, count: after.length }).toEqual({ come: [], gone: [], count: before.length });
    },
  );
});
