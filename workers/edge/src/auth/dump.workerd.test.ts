import { type Id, newId } from "@netvexa/contract/ids";
import { moveTenant } from "@netvexa/db/placement/move-tenant";
import { expect, it } from "vitest";
import { createTranscriptStore } from "../rooms/transcript-store.ts";
import { dumpDatabase } from "../testing/dump.ts";
import { PAGE } from "../testing/operations.ts";
import { newPerson, PASSWORD, type Person } from "../testing/person.ts";
import { makeJoin } from "../testing/room-client.ts";
import { TestApi, testEnv } from "../testing/test-api.ts";
import { sha256Hex } from "./digest.ts";

const SESSION_COOKIE = /netvexa\.session_token=([^;]+)/;

/** Everything live that a person, a program and a visitor are given, by what it is. */
async function issueEverything(api: TestApi, person: Person) {
  const post = async (path: string, body: unknown, key: string) => {
    const headers = { "idempotency-key": key };
    return (await api.call("POST", path, { token: access.token, body, headers })).json;
  };
  const access = await person.token();
  const second = await person.call("POST", "/auth/two-factor/enable", { body: { password: PASSWORD } });
  const { totpURI, backupCodes } = second.json as { totpURI: string; backupCodes: string[] };
  await person.call("POST", "/auth/request-password-reset", { body: { email: person.email } });
  const reset = new URLSearchParams((await person.link(/new password/)).hash.slice(1)).get("token") ?? "";
  const made = await post("/v1/api-keys", { name: "CI" }, "one");
  const rotated = await post(`/v1/api-keys/${made.id}/rotate`, { overlapSeconds: 600 }, "two");
  const agent = await post("/v1/agents", { name: "Guide", allowedOrigins: [PAGE] }, "three");
  await post("/v1/invitations", { email: "guest@netvexa.test", role: "viewer" }, "four");
  const invited = api.world.mails.findLast(({ to }) => to === "guest@netvexa.test")?.text ?? "";
  const upload = { kind: "file", name: "a.txt", contentType: "text/plain", sizeBytes: 3 };
  const source = await post(`/v1/agents/${agent.id}/sources`, upload, "five");
  const session = await api.call("POST", `/v1/widget/${agent.id}/sessions`, { body: {}, headers: { origin: PAGE } });
  return {
    agentId: agent.id as Id<"agent">,
    tenantId: access.tenantId as Id<"tenant">,
    live: {
      "access token": [access.token],
      "API key": [made.key, rotated.key],
      "reset token": [reset],
      invitation: [/[#?&]token=([\w-]+)/.exec(invited)?.[1] ?? ""],
      "visitor's token": [session.json.token],
      "TOTP secret": [new URL(totpURI).searchParams.get("secret") ?? ""],
      "recovery code": backupCodes,
      password: [PASSWORD],
      session: [(await person.call("GET", "/auth/get-session")).json.session.token],
      "address to upload to": [source.upload.url],
    },
  };
}

it("O-42 O-68 a thief of the whole database and the log holds nothing that opens a door, and the rows say nothing", async () => {
  const api = new TestApi();
  const person = await newPerson(api);
  const signedIn = await person.signIn();
  const cookie = SESSION_COOKIE.exec(signedIn.headers.get("set-cookie") ?? "")?.[1] ?? "";
  const { live, tenantId, agentId } = await issueEverything(api, person);
  // The mail left from memory; nothing of it may be found elsewhere.
  await moveTenant(api.services.db, {
    tenantId,
    to: "schema",
    prepareDatabase: async () => undefined,
  });
  const join = makeJoin({ tenantId, agentId });
  const said = "ada@canary.example +43 660 7654321 4000 0566 5566 5556";
  const id = newId("message");
  const row = { id, seq: 1, settledSeq: 1, role: "visitor", citations: [], atMs: 0 } as const;
  await createTranscriptStore({ db: api.services.db, vault: api.services.vault }).write(
    join,
    { mode: "bot", title: said, messages: 1, startedAtMs: 0, lastMessageAtMs: 0 },
    [
      { kind: "message", message: { ...row, text: said } },
      { kind: "feedback", messageId: id, rating: "down", comment: said, atMs: 0 },
      {
        kind: "lead",
        id: newId("event"),
        fields: { email: "ada@canary.example", note: said },
        atMs: 0,
      },
    ],
  );
  const dump = await dumpDatabase(api.services.db);
  const stolen = dump + JSON.stringify(api.world.log);
  // The dump does reach the tenant's own schema, and what is searched for was really given out.
  expect(new RegExp(`(^|\\n)netvexa_t_\\w+\\.message\\n.*${join.conversationId}`).test(dump)).toBe(true);
  for (const [what, secrets] of Object.entries({ ...live, cookie: [cookie, decodeURIComponent(cookie)] })) {
    for (const secret of secrets) {
      expect([what, secret.length > 8]).toEqual([what, true]);
      expect([what, stolen.includes(secret)]).toEqual([what, false]);
    }
  }
  // Only the rows: nothing that logs has seen these words. rooms/personal-data.workerd.test.ts says them to a room.
  expect(/canary\.example|7654321|0566 5566/i.exec(dump)?.[0]).toBeUndefined();
});

/** What the library sets as its cookie: the token, and a signature made with AUTH_SECRET. */
async function signedCookie(token: string): Promise<string> {
  const encode = (text: string) => new TextEncoder().encode(text);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encode(testEnv().AUTH_SECRET ?? ""), algorithm, false, ["sign"]);
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, encode(token)));
  return `netvexa.session_token=${encodeURIComponent(`${token}.${btoa(String.fromCharCode(...signature))}`)}`;
}

it("O-42 what is stored of a session opens none, not even for whoever stole the secret that signs cookies as well", async () => {
  const api = new TestApi();
  const person = await newPerson(api);
  const { json } = await person.call("GET", "/auth/get-session");
  const open = async (token: string) =>
    (await api.call("GET", "/auth/get-session", { headers: { cookie: await signedCookie(token) } })).json?.user?.email;
  expect(await open(json.session.token)).toBe(person.email);

  const dump = await dumpDatabase(api.services.db);
  expect(dump).not.toContain(json.session.token);
  const rows = dump.split("\n").filter((line) => line.includes(json.session.id));
  const stored = rows.flatMap((row) => Object.values(JSON.parse(row) as Record<string, unknown>)).map(String);
  expect(stored).toContain(await sha256Hex(json.session.token));
  for (const value of stored) expect([value, await open(value)]).toEqual([value, undefined]);
});
