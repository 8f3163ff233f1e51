import { env } from "cloudflare:workers";
import type { Id } from "@netvexa/contract/ids";
import { describe, expect, it } from "vitest";
import { signOperatorToken } from "../auth/operator-token.ts";
import { createRooms } from "../compose-rooms.ts";
import type { Env } from "../env.ts";
import type { Join } from "../rooms/join.ts";
import type { Rooms } from "../services/ports.ts";
import { TestRoom } from "../testing/room-client.ts";
import { TestApi } from "../testing/test-api.ts";

interface Tenancy {
  api: TestApi;
  tenantId: Id<"tenant">;
  /** Of the owner. */
  token: string;
}

interface Right {
  token: string;
  take(): Promise<{ status: number }>;
}

async function keyOf({ api, token }: Tenancy): Promise<{ key: string; id: string }> {
  return (await api.call("POST", "/v1/api-keys", { token, body: { name: "Key" } })).json;
}

const RIGHTS: [string, string, (tenancy: Tenancy) => Promise<Right>][] = [
  [
    "a key that is revoked",
    "unauthenticated",
    async ({ api, token, ...more }) => {
      const { key, id } = await keyOf({ api, token, ...more });
      return { token: key, take: () => api.call("DELETE", `/v1/api-keys/${id}`, { token }) };
    },
  ],
  [
    "a key of a tenant whose chats are paused",
    "tenant_frozen",
    async ({ api, tenantId, ...more }) => {
      const token = await signOperatorToken(api.env.AUTH_SECRET ?? "", api.world.nowMs);
      const take = () => api.call("POST", `/v1/operator/tenants/${tenantId}/freeze`, { token });
      return { token: (await keyOf({ api, tenantId, ...more })).key, take };
    },
  ],
  [
    "a member who is suspended",
    "unauthenticated",
    async ({ api, tenantId, token }) => {
      const member = await api.newMember(tenantId, "editor");
      return { ...member, take: () => api.call("DELETE", `/v1/members/${member.userId}`, { token }) };
    },
  ],
  [
    "a member whose role is lowered",
    "forbidden",
    async ({ api, tenantId, token }) => {
      const member = await api.newMember(tenantId, "editor");
      const body = { role: "viewer" };
      return { ...member, take: () => api.call("PATCH", `/v1/members/${member.userId}`, { token, body }) };
    },
  ],
];

/** The application over real rooms, and the joins that they were asked with. */
async function open() {
  const joins: Join[] = [];
  const rooms = createRooms((env as unknown as Env).CONVERSATION_ROOM);
  const ask: Rooms["ask"] = (join, message) => {
    joins.push(join);
    return rooms.ask(join, message);
  };
  const api = new TestApi({ spoil: (services) => ({ ...services, rooms: { ...rooms, ask } }) });
  const owner = await api.newTenant();
  const path = `/v1/agents/${await api.newAgent(owner.token)}/messages`;
  return { joins, path, tenancy: { api, ...owner } };
}

describe("a right that is lost while an answer streams over HTTP", () => {
  it.each(RIGHTS)("O-38 lets that one answer end and nothing more be asked: %s", async (_what, code, give) => {
    const { joins, path, tenancy } = await open();
    const { api } = tenancy;
    const { token, take } = await give(tenancy);
    const headers = { accept: "text/event-stream" };
    const stream = await api.fetch("POST", path, { token, body: { text: "Where are you?" }, headers });
    const conversationId = stream.headers.get("x-conversation-id");
    const room = new TestRoom(joins[0]);
    await room.act(({ run }) => run.delta("In "));

    expect((await take()).status).toBeLessThan(300);
    for (const body of [{ text: "And when?" }, { text: "And when?", conversationId }]) {
      expect((await api.call("POST", path, { token, body, headers })).problem.code).toBe(code);
    }
    await room.act(({ run }) => run.end("In Vienna."));
    const events = (await stream.text()).trimEnd().split("\n\n");
    expect(JSON.parse(events.at(-1)?.slice("data: ".length) ?? "")).toMatchObject({ type: "end", text: "In Vienna." });
    expect([joins.length, room.script.runs.length]).toEqual([1, 1]);
  });
});
