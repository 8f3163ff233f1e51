import { newId } from "@netvexa/contract/ids";
import { tenantBatch } from "@netvexa/db/tenant";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { tenantOf } from "../auth/tenant-of.ts";
import { fieldsOf } from "../testing/fields.ts";
import {
  kindOfPrefix,
  type Operation,
  openTenancy,
  operationsOf,
  send,
  type Tenancy,
  titled,
} from "../testing/operations.ts";
import { type Called, TestApi } from "../testing/test-api.ts";

const api = new TestApi();
const operations = titled(
  operationsOf(api).filter(({ isSecured, path }) => isSecured || path.startsWith("/v1/widget")),
);

let own: Tenancy;
let fresh: Tenancy;
let foreign: Tenancy;
beforeAll(async () => {
  own = await openTenancy(api);
  fresh = await openTenancy(api);
  foreign = await openTenancy(api);
});

const idsOf = (tenancy: () => Tenancy) => (prefix: string) =>
  tenancy().ids[kindOfPrefix(prefix)] ?? newId(kindOfPrefix(prefix));

const HOSTILE = [
  "' or '1'='1",
  "'; drop table tenant cascade; --",
  "'; update agent set settings = '{}'; --",
  '"; select pg_sleep(5); --',
  "a/*b*/union select 1",
  "\\' or 1=1 --",
  "ʼ or 1=1 --",
  "＇ or 1=1 --",
  "ʼ; delete from agent; --",
  "$1",
  "$$; select 1; $$",
  "%00",
  "a\u0000b",
  "\u0000",
  "a\\u0000b",
  "\ud800",
  "{{7*7}}",
  'name" desc, (select 1) --',
  'x" as "y"; --',
  "2026-01-01'; drop table agent; --",
];
const SQL_WORDS = /syntax error|SQLSTATE|pg_|relation "|column "|NeonDbError|drizzle|invalid byte|unterminated|22021/i;

/** The tenant's own rows, whole, as a stranger's words must leave them. */
async function agentsOf(token: string): Promise<string> {
  const { text } = await api.call("GET", "/v1/agents?limit=100", { token });
  return text;
}

describe("text of a caller", () => {
  // No list is sorted or filtered by a name of the caller's choice; should one be, its field is tried by itself.
  const undeclared = ["sort", "order", "orderBy", "filter", "fields"].map((name) => ({
    name: `?${name}`,
    fill: (text: string) => ({ query: `?${name}=${encodeURIComponent(text)}`, body: undefined }),
    texts: HOSTILE.filter((text) => text.includes('"')),
  }));

  it.each(operations)("O-18 is data or refused in every field: %s", async (_title, operation) => {
    const { token } = await api.newTenant();
    await api.newAgent(token, { name: "Untouched" });
    const before = await agentsOf(token);
    const declared = fieldsOf(
      api,
      operation,
      idsOf(() => own),
    ).map((field) => ({ ...field, texts: HOSTILE }));
    for (const { name, fill, texts } of [...declared, ...undeclared]) {
      for (const given of texts) {
        const text = name.startsWith("?") ? given.toWellFormed() : given;
        const { query, body } = fill(text);
        const path = `${own.pathOf(operation)}${query}`;
        expectPlain([name, text], await send(api, operation, { path, token: own.token, ...bodyOf(body) }));
      }
    }
    expect(await agentsOf(token)).toBe(before);
    expect(before).toContain("Untouched");
  });

  it.each(operations)("O-18 is data or refused in a header that is a key: %s", async (_title, operation) => {
    for (const text of HOSTILE.filter((hostile) => /^[\x20-\x7e]+$/.test(hostile))) {
      const headers = { "idempotency-key": text, "if-none-match": text };
      const path = fresh.pathOf(operation);
      expectPlain([text], await send(api, operation, { path, token: fresh.token, headers, ...rawOf(operation) }));
    }
  });

  function expectPlain(where: string[], { status, text: answer }: Called): void {
    const isFine = status < 500 || status === 503;
    expect([...where, isFine ? "" : answer]).toEqual([...where, ""]);
    const [given = ""] = where.slice(-1);
    // Words that the caller itself has stored come back as they are.
    const own = HOSTILE.reduce((rest, hostile) => rest.replaceAll(JSON.stringify(hostile).slice(1, -1), ""), answer);
    expect(own.replaceAll(given, "")).not.toMatch(SQL_WORDS);
  }
});

const bodyOf = (body: unknown) => (body === undefined ? {} : { body });
const rawOf = ({ takesBody }: Operation) => (takesBody ? { raw: "{" } : {});

describe("an id of another tenant", () => {
  const namesIds = (operation: Operation) =>
    fieldsOf(api, operation, () => "").some(({ idPrefix }) => idPrefix !== undefined);
  const taking = operations.filter(([, operation]) => namesIds(operation));

  it("is something that bodies and addresses may name, so that the rule below has subjects", () => {
    const titles = taking.map(([title]) => title);
    expect(titles).toEqual(expect.arrayContaining(["POST /v1/api-keys", "POST /v1/agents/{agentId}/messages"]));
    expect(titles).toContain("GET /v1/conversations");
  });

  it.each(taking)("O-07 in any field reads as one of nobody's, and nothing is saved: %s", async (_title, operation) => {
    const mine = await openTenancy(api);
    const fields = fieldsOf(
      api,
      operation,
      idsOf(() => mine),
    ).filter(({ idPrefix }) => idPrefix !== undefined);
    for (const { name, idPrefix = "", fill } of fields) {
      const [before, asked] = [await savedBy(mine), api.world.asked.length];
      const strangers = [idsOf(() => foreign)(idPrefix), newId(kindOfPrefix(idPrefix))];
      const answers = await Promise.all(strangers.map((id) => sendNaming(operation, mine, { id, ...fill(id) })));
      for (const { status, text } of answers) {
        expect([name, text]).not.toEqual([name, expect.stringContaining("Guide")]);
        if (operation.method !== "GET") expect([name, status]).toEqual([name, expect.toBeOneOf([403, 404, 422])]);
      }
      expect(answers[0]).toEqual(answers[1]);
      expect([await savedBy(mine), api.world.asked.length]).toEqual([before, asked]);
    }
  });

  /** The answer to a request that names this id, in the words that it would have for any other. */
  async function sendNaming(
    operation: Operation,
    { token, pathOf }: Tenancy,
    filled: { id: string; query: string; body: unknown },
  ) {
    const path = `${pathOf(operation)}${filled.query}`;
    const { status, json } = await send(api, operation, { path, token, ...bodyOf(filled.body) });
    const { instance: _, ...rest } = (json ?? {}) as Record<string, unknown>;
    return { status, text: JSON.stringify(rest).replaceAll(filled.id, "(id)") };
  }

  /** Whatever a call could have saved. */
  async function savedBy({ token }: Tenancy): Promise<string> {
    const claims = await api.services.accessTokens.verify(token);
    if (claims === undefined) throw new Error("the token is good");
    const owner = tenantOf({ tenantId: claims.tenantId });
    const rows = await tenantBatch(api.services.db, owner, () => [
      sql`select * from agent order by id`,
      sql`select * from source order by id`,
      sql`select * from conversation order by id`,
      sql`select * from message order by id`,
    ]);
    const lists = await Promise.all(
      ["/v1/api-keys", "/v1/invitations", "/v1/members"].map((path) => api.call("GET", path, { token })),
    );
    return JSON.stringify([rows, lists.map(({ text }) => text)]);
  }
});
