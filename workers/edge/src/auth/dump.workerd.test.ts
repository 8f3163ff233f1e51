import { type Id, newId } from "@netvexa/contract/ids";
import { moveTenant } from "@netvexa/db/placement/move-tenant";
import { expect, it } from "vitest";
import { createTranscriptStore } from "../rooms/transcript-store.ts";
import { dumpDatabase } from "../testing/dump.ts";
import { PAGE } from "../testing/operations.ts";
import { newPerson, PASSWORD, type Person } from "../testing/person.ts";
import { makeJoin } from "../testing/room-client.ts";
import { TestApi } from "../testing/test-api.ts";

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
      "address to upload to": [source.upload.url],
    },
  };
}

it("O-42 O-68 a thief of the whole database and the log holds nothing that opens a door, nor anything said", async () => {
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
  expect(/canary\.example|7654321|0566 5566/i.exec(stolen)?.[0]).toBeUndefined();
  // Of a session one half is stored; without the signature, whose key is in no database, it opens none.
  const { json } = await person.call("GET", "/auth/get-session");
  expect(dump).toContain(json.session.token);
  for (const value of [json.session.token, `${json.session.token}.x`]) {
    const headers = { cookie: `netvexa.session_token=${encodeURIComponent(value)}` };
    expect((await api.call("GET", "/auth/get-session", { headers })).json).toBeNull();
  }
});
