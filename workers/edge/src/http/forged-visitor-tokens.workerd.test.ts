import { newId } from "@netvexa/contract/ids";
import { beforeAll, describe, expect, it } from "vitest";
import { alter, everyAlteration, positionsOf, respellings, sampleAlterations } from "../testing/altered.ts";
import { TestApi } from "../testing/test-api.ts";
import { forgeriesOf, reclaimed } from "../testing/visitor-forgeries.ts";

const PAGE = "https://shop.example";
const OTHER_PAGE = "https://blog.example";
const api = new TestApi();
const { visitorTokens } = api.services;

let agentId: string;
let good: string;
let accessToken: string;
let stranger: { tenantId: string; agentId: string; sibling: string };

beforeAll(async () => {
  const owner = await api.newTenant();
  accessToken = owner.token;
  const allowedOrigins = [PAGE, OTHER_PAGE];
  agentId = await api.newAgent(owner.token, { allowedOrigins });
  good = (await post("sessions", {})).json.token;
  const other = await api.newTenant();
  stranger = {
    tenantId: other.tenantId,
    agentId: await api.newAgent(other.token, { allowedOrigins }),
    sibling: await api.newAgent(owner.token, { allowedOrigins }),
  };
});

function post(door: string, body: object) {
  return api.call("POST", `/v1/widget/${agentId}/${door}`, { body, headers: { origin: PAGE } });
}

/** The status at the socket; 101 for a token that it lets in. */
async function knock(token: string): Promise<number> {
  const joined = api.world.joins.length;
  const headers = { upgrade: "websocket", origin: PAGE, "sec-websocket-protocol": `netvexa.v1, token.${token}` };
  const response = await api.fetch("GET", "/v1/chat", { headers });
  await response.body?.cancel();
  return api.world.joins.length > joined ? 101 : response.status;
}

/** What a token opens at each door that takes one, and what of the good token's visitor was reached by it. */
async function tryEverywhere(token: string) {
  const { ended, forgotten } = api.world;
  const [endedBefore, forgottenBefore] = [ended.length, forgotten.length];
  const was = await visitorTokens.verify(good);
  const resumed = async (more: object) => {
    const { status, json } = await post("sessions", { token, ...more });
    const is = await visitorTokens.verify(json.token);
    const kept = (["conversationId", "visitorId", "sessionId"] as const).filter((id) => is?.[id] === was?.[id]);
    return [status, json.conversationId === is?.conversationId, ...kept];
  };
  return {
    socket: await knock(token),
    sessions: await resumed({}),
    fresh: await resumed({ fresh: true }),
    end: (await post("sessions/end", { token })).status,
    export: (await post("sessions/export", { token })).status,
    erase: (await post("sessions/erase", { token })).status,
    ended: ended.slice(endedBefore),
    forgotten: forgotten.slice(forgottenBefore),
  };
}

const NOTHING = {
  socket: 401,
  sessions: [201, true],
  fresh: [201, true],
  end: 204,
  export: 401,
  erase: 401,
  ended: [],
  forgotten: [],
};

describe("a visitor's token", () => {
  it("opens every door as it was made, so that a refusal has no other reason than the forgery", async () => {
    const { sessionId } = (await visitorTokens.verify(good)) ?? {};
    const opened = {
      ...{ socket: 101, end: 204, export: 200, erase: 200, ended: [sessionId], forgotten: [sessionId] },
      sessions: [201, true, "conversationId", "visitorId", "sessionId"],
      fresh: [201, true, "visitorId", "sessionId"],
    };
    expect(await tryEverywhere(good)).toEqual(opened);
    expect(await tryEverywhere(await reclaimed(good, {}))).toEqual(opened);
  });

  it("O-35 is refused at every door if it is forged, and continues nobody's conversation", async () => {
    const forged: [string, string][] = [...(await forgeriesOf(api, good)), ["an access token", accessToken]];
    for (const [name, token] of forged) {
      expect([name, await tryEverywhere(token)]).toEqual([name, NOTHING]);
    }
  });

  it("O-35 is refused at the doors of this page and agent if it is of another page, agent or tenant", async () => {
    for (const [name, claims, socket, own] of [
      ["another page", { org: OTHER_PAGE }, 403, 403],
      ["a stranger's agent", { agt: stranger.agentId }, 404, 401],
      ["a stranger's tenant", { ten: stranger.tenantId }, 404, 401],
      ["an agent that nobody has", { agt: newId("agent") }, 404, 401],
    ] as const) {
      const found = await tryEverywhere(await reclaimed(good, claims));
      expect([name, found]).toEqual([name, { ...NOTHING, socket, export: own, erase: own }]);
    }
    // The socket names no agent of its own: this token is a good one of the other agent, and opens that agent's room.
    const found = await tryEverywhere(await reclaimed(good, { agt: stranger.sibling }));
    expect(found).toEqual({ ...NOTHING, socket: 101 });
    expect(api.world.joins.at(-1)?.agentId).toBe(stranger.sibling);
  });

  it("O-35 that has ended opens nothing but a session that goes on", async () => {
    const ended = await reclaimed(good, { exp: Math.floor(api.world.nowMs / 1000) - 10 });
    const { socket, export: copied, erase, forgotten } = await tryEverywhere(ended);
    expect({ socket, copied, erase, forgotten }).toEqual({ socket: 401, copied: 401, erase: 401, forgotten: [] });
  });

  it("O-35 is refused at the socket with any one letter changed", async () => {
    for (const at of positionsOf(good)) expect([at, await knock(alter(good, at))]).toEqual([at, 401]);
  });

  it("O-35 is refused at every door with the first, middle or last letter of a part changed", async () => {
    for (const token of sampleAlterations(good)) expect([token, await tryEverywhere(token)]).toEqual([token, NOTHING]);
  });

  it("O-35 is not known with any one bit changed, not even one that says nothing", async () => {
    for (const { altered, ...change } of everyAlteration(good)) {
      expect([change, await visitorTokens.verify(altered)]).toEqual([change, undefined]);
    }
    for (const respelt of respellings(good)) {
      expect([respelt, await visitorTokens.verify(respelt)]).toEqual([respelt, undefined]);
    }
  });
});
