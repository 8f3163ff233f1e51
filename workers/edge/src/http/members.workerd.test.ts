import { controlBatch } from "@netvexa/db/control";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { FORGED_HOSTS, underHost } from "../testing/forged-host.ts";
import { newPerson, type Person } from "../testing/person.ts";
import { PUBLIC_URL, TestApi } from "../testing/test-api.ts";

const INVITED = /invited/;

async function tokenOf(person: Person): Promise<string> {
  return (await person.token()).token;
}

async function openTeam(api: TestApi) {
  const owner = await api.newTenant("owner");
  const admin = await api.newMember(owner.tenantId, "admin");
  const viewer = await api.newMember(owner.tenantId, "viewer");
  return { owner, admin, viewer };
}

function setRole(api: TestApi, token: string, userId: string, role: string) {
  return api.call("PATCH", `/v1/members/${userId}`, { token, body: { role } });
}

async function rolesOf(api: TestApi, token: string): Promise<Record<string, string>> {
  const { json } = await api.call("GET", "/v1/members", { token });
  return Object.fromEntries(json.items.map((item: { userId: string; role: string }) => [item.userId, item.role]));
}

describe("members", () => {
  it("are listed to every one of them, page by page", async () => {
    const api = new TestApi();
    const { owner, admin, viewer } = await openTeam(api);
    expect(await rolesOf(api, viewer.token)).toEqual({
      [owner.userId]: "owner",
      [admin.userId]: "admin",
      [viewer.userId]: "viewer",
    });
    const first = await api.call("GET", "/v1/members?limit=2", { token: viewer.token });
    const path = `/v1/members?limit=2&cursor=${first.json.nextCursor}`;
    const second = await api.call("GET", path, { token: viewer.token });
    expect([first.json.items.length, second.json.items.length, second.json.nextCursor]).toEqual([2, 1, null]);
  });

  it("have a new role from their very next request, with the token that they hold", async () => {
    const api = new TestApi();
    const { owner, viewer } = await openTeam(api);
    const write = () => api.call("POST", "/v1/agents", { token: viewer.token, body: { name: "Guide" } });
    expect((await write()).status).toBe(403);
    expect((await setRole(api, owner.token, viewer.userId, "editor")).status).toBe(204);
    expect((await write()).status).toBe(201);
    expect((await setRole(api, owner.token, viewer.userId, "billing")).status).toBe(204);
    expect((await write()).status).toBe(403);
    expect((await api.call("GET", "/v1/agents", { token: viewer.token })).status).toBe(403);
  });

  it("are shut out by their removal at once", async () => {
    const api = new TestApi();
    const { admin, viewer } = await openTeam(api);
    expect((await api.call("DELETE", `/v1/members/${viewer.userId}`, { token: admin.token })).status).toBe(204);
    expect((await api.call("GET", "/v1/agents", { token: viewer.token })).problem.code).toBe("unauthenticated");
    expect((await api.call("DELETE", `/v1/members/${viewer.userId}`, { token: admin.token })).status).toBe(404);
  });

  it("of the owner's rank are made and unmade by owners alone", async () => {
    const api = new TestApi();
    const { owner, admin, viewer } = await openTeam(api);
    expect((await setRole(api, admin.token, admin.userId, "owner")).problem.code).toBe("forbidden");
    expect((await setRole(api, admin.token, owner.userId, "viewer")).problem.code).toBe("forbidden");
    expect((await api.call("DELETE", `/v1/members/${owner.userId}`, { token: admin.token })).status).toBe(403);
    expect((await setRole(api, owner.token, viewer.userId, "owner")).status).toBe(204);
    expect((await setRole(api, viewer.token, owner.userId, "viewer")).status).toBe(204);
  });

  it("keep a last owner, even if two resign at the same moment", async () => {
    const api = new TestApi();
    const { owner, admin } = await openTeam(api);
    expect((await setRole(api, owner.token, owner.userId, "admin")).problem.code).toBe("conflict");
    expect((await api.call("DELETE", `/v1/members/${owner.userId}`, { token: owner.token })).status).toBe(409);
    await setRole(api, owner.token, admin.userId, "owner");
    const both = await Promise.all([
      setRole(api, owner.token, owner.userId, "viewer"),
      setRole(api, admin.token, admin.userId, "viewer"),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  it("hand the ownership over, and the former owner becomes an admin", async () => {
    const api = new TestApi();
    const { owner, admin, viewer } = await openTeam(api);
    const transfer = (token: string, userId: string) =>
      api.call("POST", `/v1/members/${userId}/transfer-ownership`, { token });
    expect((await transfer(admin.token, admin.userId)).problem.code).toBe("forbidden");
    expect((await transfer(owner.token, owner.userId)).problem.code).toBe("conflict");
    expect((await transfer(owner.token, viewer.userId)).status).toBe(204);
    expect(await rolesOf(api, admin.token)).toMatchObject({ [owner.userId]: "admin", [viewer.userId]: "owner" });
    expect((await transfer(owner.token, owner.userId)).problem.code).toBe("forbidden");
  });
});

describe("a suspended member", () => {
  const suspend = (api: TestApi, token: string, userId: string, suspended = true) =>
    api.call("PATCH", `/v1/members/${userId}`, { token, body: { suspended } });

  it("O-38 is refused from the very next request, and is what they were once restored", async () => {
    const api = new TestApi();
    const { owner, admin, viewer } = await openTeam(api);
    const read = () => api.call("GET", "/v1/agents", { token: viewer.token });
    expect((await suspend(api, admin.token, viewer.userId)).status).toBe(204);
    expect((await read()).problem.code).toBe("unauthenticated");
    const { json } = await api.call("GET", "/v1/members", { token: owner.token });
    const listed = json.items.find((item: { userId: string }) => item.userId === viewer.userId);
    expect(listed).toMatchObject({ role: "viewer", suspendedAt: expect.any(String) });
    expect((await suspend(api, admin.token, viewer.userId, false)).status).toBe(204);
    expect((await read()).status).toBe(200);
    const audit = await api.call("GET", "/v1/audit", { token: owner.token });
    expect(audit.json.items.map((event: { action: string }) => event.action)).toEqual([
      "member.restore",
      "member.suspend",
    ]);
  });

  it("keeps their sessions, gets no token for the tenant, and no tenant of their own instead", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const { tenantId } = await ada.token();
    const boss = await api.newMember(tenantId, "owner");
    const { json: session } = await ada.call("GET", "/auth/get-session");
    await setRole(api, boss.token, session.user.id, "editor");
    await suspend(api, boss.token, session.user.id);
    const refused = await ada.call("POST", "/v1/token");
    expect(refused.problem).toMatchObject({ code: "forbidden", detail: "Your membership is suspended." });
    expect(await ada.hasSession()).toBe(true);
    await suspend(api, boss.token, session.user.id, false);
    expect((await ada.token()).tenantId).toBe(tenantId);
  });

  it("is never an owner nor oneself, nor made an owner meanwhile", async () => {
    const api = new TestApi();
    const { owner, admin, viewer } = await openTeam(api);
    const second = await api.newMember(owner.tenantId, "owner");
    expect((await suspend(api, owner.token, second.userId)).problem.code).toBe("conflict");
    expect((await suspend(api, admin.token, owner.userId)).problem.code).toBe("forbidden");
    expect((await suspend(api, admin.token, admin.userId)).problem.code).toBe("conflict");
    await suspend(api, owner.token, viewer.userId);
    expect((await setRole(api, owner.token, viewer.userId, "owner")).problem.code).toBe("conflict");
    const path = `/v1/members/${viewer.userId}/transfer-ownership`;
    expect((await api.call("POST", path, { token: owner.token })).problem.code).toBe("conflict");
    expect((await api.call("PATCH", `/v1/members/${viewer.userId}`, { token: owner.token, body: {} })).status).toBe(
      422,
    );
  });

  it("is restored first, given the role then, and a new owner is not suspended in the same breath", async () => {
    const api = new TestApi();
    const { owner, viewer } = await openTeam(api);
    const patch = (body: object) => api.call("PATCH", `/v1/members/${viewer.userId}`, { token: owner.token, body });
    expect((await patch({ role: "owner", suspended: true })).problem).toMatchObject({
      code: "conflict",
      detail: "An owner cannot be suspended.",
    });
    expect(await rolesOf(api, owner.token)).toMatchObject({ [viewer.userId]: "viewer" });
    expect((await patch({ role: "editor", suspended: true })).status).toBe(204);
    expect((await patch({ role: "owner", suspended: true })).problem.code).toBe("conflict");
    expect((await patch({ role: "owner", suspended: false })).status).toBe(204);
    expect(await rolesOf(api, viewer.token)).toMatchObject({ [viewer.userId]: "owner" });
    expect((await patch({ role: "viewer", suspended: true })).status).toBe(204);
    expect((await api.call("GET", "/v1/agents", { token: viewer.token })).problem.code).toBe("unauthenticated");
  });

  it("invites nobody: what they had sent falls with their rights", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const { owner, admin } = await openTeam(api);
    await api.call("POST", "/v1/invitations", { token: admin.token, body: { email: ada.email, role: "viewer" } });
    const token = new URLSearchParams((await ada.link(INVITED)).hash.slice(1)).get("token");
    await suspend(api, owner.token, admin.userId);
    const accept = async () =>
      api.call("POST", "/v1/invitations/accept", { token: await tokenOf(ada), body: { token } });
    expect((await accept()).problem.code).toBe("not_found");
    await suspend(api, owner.token, admin.userId, false);
    expect((await accept()).status).toBe(200);
  });
});

describe("an invitation", () => {
  async function invite(api: TestApi, email: string, role = "operator") {
    const team = await openTeam(api);
    const invited = await api.call("POST", "/v1/invitations", { token: team.admin.token, body: { email, role } });
    return { ...team, invited };
  }

  async function mailedToken(person: Person): Promise<string> {
    return new URLSearchParams((await person.link(INVITED)).hash.slice(1)).get("token") ?? "";
  }

  async function accept(api: TestApi, person: Person, token: unknown) {
    return api.call("POST", "/v1/invitations/accept", { token: await tokenOf(person), body: { token } });
  }

  it.each([
    ["null", null],
    ["empty", ""],
    ["an array", ["a"]],
    ["an object", { $ne: "" }],
    ["too long", "a".repeat(10_000)],
    ["foreign", "inv_01jd0000000000000000000000"],
  ])("O-39 is refused with a token that is %s", async (_name, token) => {
    const api = new TestApi();
    const ada = await newPerson(api);
    await invite(api, ada.email);
    expect([404, 422]).toContain((await accept(api, ada, token)).status);
  });

  it("stands though its mail did not leave, says so, and is sent again by a second one", async () => {
    let isDown = true;
    const api = new TestApi({
      spoil: ({ mailer, ...services }) => ({
        ...services,
        mailer: { send: (mail) => (isDown ? Promise.reject(new Error("down")) : mailer.send(mail)) },
      }),
    });
    const ada = await newPerson(api);
    const { admin, invited } = await invite(api, ada.email);
    expect([invited.status, invited.json.isMailed]).toEqual([201, false]);
    isDown = false;
    const again = await api.call("POST", "/v1/invitations", {
      token: admin.token,
      body: { email: ada.email, role: "viewer" },
    });
    expect(again.json.isMailed).toBe(true);
    const { json } = await api.call("GET", "/v1/invitations", { token: admin.token });
    expect(json.items).toMatchObject([{ id: again.json.id, role: "viewer" }]);
  });

  it("O-39 is mailed with a link to the configured host, and lets its address join once", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const { owner, invited } = await invite(api, ada.email.toUpperCase());
    expect(invited.status).toBe(201);
    expect(invited.text).not.toContain("token");
    expect((await ada.link(INVITED)).origin).toBe(PUBLIC_URL);
    const token = await mailedToken(ada);
    expect((await accept(api, ada, token)).json).toEqual({ tenantId: owner.tenantId, role: "operator" });
    expect((await accept(api, ada, token)).problem.code).toBe("not_found");
    const chosen = { body: { organizationId: owner.tenantId } };
    expect((await ada.call("POST", "/auth/organization/set-active", chosen)).status).toBe(200);
    expect(await ada.token()).toMatchObject({ tenantId: owner.tenantId, role: "operator" });
  });

  it.each(FORGED_HOSTS)(
    "O-39 is mailed with a link to the configured host though it is sent under %s",
    async (host) => {
      const api = new TestApi();
      const ada = await newPerson(api);
      const { admin } = await openTeam(api);
      const invited = await api.call("POST", "/v1/invitations", {
        token: admin.token,
        body: { email: ada.email, role: "viewer" },
        ...underHost(host),
      });
      expect([invited.status, invited.json.isMailed]).toEqual([201, true]);
      const link = await ada.link(INVITED);
      expect(link.origin + link.pathname).toBe(`${PUBLIC_URL}/app/invitation`);
      expect(await ada.mail(INVITED)).not.toContain(host);
    },
  );

  it("O-39 is refused to another person, without its secret, expired, or taken back", async () => {
    const api = new TestApi();
    const [ada, eve] = [await newPerson(api), await newPerson(api)];
    const { admin, owner, invited } = await invite(api, ada.email);
    const token = await mailedToken(ada);
    expect((await accept(api, eve, token)).problem.code).toBe("not_found");
    expect((await accept(api, ada, invited.json.id)).problem.code).toBe("not_found");
    for (const wrong of [null, "", [token]]) {
      expect((await accept(api, ada, wrong)).problem.code).toBe("invalid_request");
    }
    await controlBatch(api.services.db, () => [
      sql`update invitation set expires_at = now() - interval '1 hour' where id = ${invited.json.id}`,
    ]);
    expect((await accept(api, ada, token)).problem.code).toBe("not_found");
    const again = { token: admin.token, body: { email: ada.email, role: "viewer" } };
    const { json } = await api.call("POST", "/v1/invitations", again);
    const listed = await api.call("GET", "/v1/invitations", { token: owner.token });
    expect(listed.json.items.map(({ id }: { id: string }) => id)).toEqual([json.id]);
    expect((await api.call("DELETE", `/v1/invitations/${json.id}`, { token: admin.token })).status).toBe(204);
    expect((await accept(api, ada, await mailedToken(ada))).problem.code).toBe("not_found");
  });

  it("says who invites whom where before it is accepted, in the mail and to the invited person alone", async () => {
    const api = new TestApi();
    const [ada, eve] = [await newPerson(api), await newPerson(api)];
    const { owner, admin } = await invite(api, ada.email);
    const name = "Alder & Finch";
    expect((await api.call("PATCH", "/v1/workspace", { token: owner.token, body: { name } })).status).toBe(200);
    await api.call("POST", "/v1/invitations", { token: admin.token, body: { email: ada.email, role: "viewer" } });
    const token = await mailedToken(ada);
    const lookUp = async (person: Person) =>
      api.call("POST", "/v1/invitations/look-up", { token: await tokenOf(person), body: { token } });
    const inviter = `${admin.userId}@netvexa.test`;
    expect((await lookUp(ada)).json).toMatchObject({ workspace: name, inviter, role: "viewer" });
    expect((await lookUp(eve)).problem.code).toBe("not_found");
    const mail = api.world.mails.findLast(({ to }) => to === ada.email);
    expect(mail?.text).toContain(`${inviter} invites you to join the workspace “${name}”`);
    await accept(api, ada, token);
    expect((await lookUp(ada)).problem.code).toBe("not_found");
  });

  it("falls with the rights of whoever sent it", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const { owner, admin } = await invite(api, ada.email);
    const token = await mailedToken(ada);
    await setRole(api, owner.token, admin.userId, "viewer");
    expect((await accept(api, ada, token)).problem.code).toBe("not_found");
  });

  it("makes nobody an owner, and is not for who is a member already", async () => {
    const api = new TestApi();
    const { owner, admin } = await openTeam(api);
    const send = (email: string, role: string) =>
      api.call("POST", "/v1/invitations", { token: admin.token, body: { email, role } });
    expect((await send("new@netvexa.test", "owner")).problem.code).toBe("invalid_request");
    expect((await send(`${owner.userId}@netvexa.test`, "viewer")).problem.code).toBe("conflict");
  });

  it("and its mail are not in the log, and what was done is in the audit", async () => {
    const api = new TestApi();
    const ada = await newPerson(api);
    const { owner } = await invite(api, ada.email);
    await accept(api, ada, await mailedToken(ada));
    expect(JSON.stringify(api.world.log)).not.toMatch(/@netvexa\.test|token=/);
    const { json } = await api.call("GET", "/v1/audit", { token: owner.token });
    expect(json.items.map(({ action }: { action: string }) => action)).toEqual(["member.join", "member.invite"]);
  });
});
