import { MEMBER_ROLES } from "@netvexa/contract/roles";
import { controlBatch } from "@netvexa/db/control";
import { conversation } from "@netvexa/db/schema/conversation";
import { tenant } from "@netvexa/db/schema/tenant";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { eq } from "drizzle-orm";
import { markOf } from "../canaries.ts";
import { chatOnce } from "../sockets/visitor.ts";
import type { System } from "../system.ts";
import { type About, addAndRemove, invitationSecret, type Mark } from "./gone.ts";
import { newMember, newOwner, type Person } from "./people.ts";
import type { Credential, Ids, Level, Side } from "./side.ts";
import { createTenantApi, type TenantApi } from "./tenant-api.ts";

interface Plan {
  name: Side["name"];
  level: Level;
  seed: string;
}

/** A tenant with one of everything that the product can make, still among all others. */
export async function buildSide(system: System, { name, level, seed }: Plan): Promise<Side> {
  const id = `${name}-${level}`;
  // The words of the own side are plain: only those of the other one must never be seen.
  const mark: Mark = (secrecy, what) => (name === "B" ? markOf(seed, secrecy, `${id} ${what}`) : `${id} ${what}`);
  const mail = (who: string) => `${mark("private", who).replaceAll(" ", "-").toLowerCase()}@netvexa.test`;
  const origin = `https://${id.toLowerCase()}.example`;
  const owner = await newOwner(system, { name: mark("private", "owner"), email: mail("owner") });
  const { tenantId } = owner;
  await controlBatch(system.db, (query) => [
    query
      .update(tenant)
      .set({ name: mark("private", "tenant"), slug: mark("private", "slug").replaceAll(" ", "-").toLowerCase() })
      .where(eq(tenant.id, tenantId)),
  ]);
  const api = createTenantApi(system, owner.token);
  const things = await addThings(api, { mark, origin });
  const people = await addPeople(system, { tenantId, mark, mail, api });
  const keys = await addKeys(api, mark, things.ids.agent ?? "");
  const invited = await api.invite(mail("invited"));
  const agentId = things.ids.agent ?? "";
  const gone = await addAndRemove(system, { api, mark, mail, origin, tenantId, agentId });
  const visitorIds = await readVisitors(system, tenantId);
  return {
    name,
    level,
    tenantId,
    origin,
    owner,
    credentials: [...credentialsOf({ owner, ...people }), ...keys.credentials, ...publicCredentials(things)],
    ids: {
      ...things.ids,
      ...visitorIds,
      tenant: tenantId,
      user: people.viewer?.userId ?? "",
      apiKey: keys.full,
      invitation: invited.id,
    },
    deleted: { ...gone.ids, user: people.removed?.userId ?? "" },
    unnamed: [...things.unnamed, keys.bound],
    secrets: [things.visit.token, await invitationSecret(system, mail("invited")), tokenOfCookie(owner.cookie)],
    goneSecrets: gone.secrets,
    visit: things.visit,
  };
}

async function addThings(api: TenantApi, { mark, origin }: { mark: Mark; origin: string }) {
  const words = (what: string) => ({
    name: mark("face", `${what} name`),
    greeting: mark("face", `${what} greeting`),
    instructions: mark("private", `${what} instructions`),
    origin,
  });
  const [agent, second] = [await api.addAgent(words("agent")), await api.addAgent(words("second agent"))];
  const text = (what: string) => ({ title: mark("private", `${what} title`), text: mark("private", `${what} text`) });
  const source = await api.addSource(agent.id, text("source"));
  const other = await api.addSource(agent.id, text("second source"));
  const { document, chunk } = await api.readSource(source);
  const unnamed = await api.readSource(other);
  const asked = await api.ask(agent.id, mark("private", "question"));
  const askedMore = await api.ask(second.id, mark("private", "second question"));
  const session = await api.openSession(agent.id, origin);
  const visit = { token: session.token, conversationId: session.conversationId };
  await chatOnce(
    { socketUrl: session.socketUrl, token: session.token, origin },
    {
      text: mark("private", "visitor's question"),
      comment: mark("private", "comment"),
      contact: mark("private", "contact"),
    },
  );
  return {
    ids: {
      agent: agent.id,
      source,
      document,
      chunk,
      conversation: asked.conversationId,
      message: asked.messageId,
    } satisfies Ids as Ids,
    unnamed: [second.id, other, unnamed.document, unnamed.chunk, askedMore.conversationId, askedMore.messageId],
    visit,
  };
}

async function addPeople(system: System, { tenantId, mark, mail, api }: About): Promise<Record<string, Person>> {
  const people: Record<string, Person> = {};
  for (const role of [...MEMBER_ROLES.filter((known) => known !== "owner"), "removed"]) {
    const who = { name: mark("private", role), email: mail(role) };
    people[role] = await newMember(system, { tenantId, role: role === "removed" ? "editor" : role, ...who });
  }
  await api.send("DELETE", `/v1/members/${people.removed?.userId}`);
  return people;
}

async function addKeys(api: TenantApi, mark: Mark, agentId: string) {
  const full = await api.addKey({ name: mark("private", "full key") });
  const narrow = await api.addKey({ name: mark("private", "narrow key"), scopes: ["search"] });
  const bound = await api.addKey({ name: mark("private", "bound key"), agents: [agentId as never] });
  const credentials = Object.entries({ full, narrow, bound }).map(([name, { key }]) => bearer(`${name} key`, key));
  return { full: full.id, bound: bound.id, credentials };
}

async function readVisitors({ db }: System, tenantId: Person["tenantId"]): Promise<Ids> {
  const [rows] = await tenantBatch(db, mintTenantContext(tenantId), (query) => [
    query.select({ visitor: conversation.visitorId }).from(conversation).orderBy(conversation.startedAt),
  ]);
  return { visitor: rows[0]?.visitor ?? "" };
}

function tokenOfCookie(cookie: string): string {
  return decodeURIComponent(/session_token=([^;]+)/.exec(cookie)?.[1] ?? "").split(".")[0] ?? "";
}

function bearer(name: string, secret: string): Credential {
  return { name, headers: { authorization: `Bearer ${secret}` } };
}

function credentialsOf(people: Record<string, Person>): Credential[] {
  return Object.entries(people).map(([name, { token, cookie }]) => ({
    name,
    headers: { authorization: `Bearer ${token}`, cookie },
  }));
}

function publicCredentials({ visit, ids }: { visit: Side["visit"]; ids: Ids }): Credential[] {
  return [bearer("visitor token", visit.token), bearer("embed id", ids.agent ?? ""), { name: "nobody", headers: {} }];
}
