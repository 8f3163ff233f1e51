import { env } from "cloudflare:workers";
import type { AgentInput } from "@netvexa/contract/http/agents";
import { describe, expect, it } from "vitest";
import { createDoors } from "../doors/compose-doors.ts";
import { doorName } from "../doors/door-name.ts";
import type { Env } from "../env.ts";
import { doorScriptOf } from "../testing/scripted-door.ts";
import { solveWork } from "../testing/solve-work.ts";
import { TestApi } from "../testing/test-api.ts";

const PAGE = "https://shop.example";

/** The application with the real door behind it. */
async function open(settings: Partial<AgentInput> = {}) {
  const doors = createDoors((env as unknown as Env).AGENT_DOOR);
  const api = new TestApi({ spoil: (services) => ({ ...services, doors }) });
  const owner = await api.newTenant();
  const newAgent = () => api.newAgent(owner.token, { allowedOrigins: [PAGE], ...settings });
  const agentId = await newAgent();
  let address = 0;
  const session = (body: object = {}, of = agentId) => {
    address += 1;
    const headers = { origin: PAGE, "cf-connecting-ip": `2001:db8:${address.toString(16)}::1` };
    return api.call("POST", `/v1/widget/${of}/sessions`, { body, headers });
  };
  const { threshold } = doorScriptOf(doorName({ tenantId: owner.tenantId, agentId }));
  const flood = async () => {
    for (let n = 0; n <= threshold; n += 1) await session();
  };
  return { api, owner, agentId, newAgent, session, flood };
}

describe("proof of work at the widget's door", () => {
  it("is asked for under a flood whose addresses rotate, and its solution gets a session", async () => {
    const { session, flood } = await open();
    await flood();
    const refused = await session();
    expect([refused.status, refused.problem.code]).toEqual([428, "work_required"]);
    expect(refused.headers.get("access-control-allow-origin")).toBe(PAGE);
    expect(refused.problem.retryable).toBe(true);
    const { work } = refused.problem;
    if (work === undefined) throw new Error("no challenge");
    const solution = await solveWork(work);
    expect((await session({ work: solution })).status).toBe(201);
    expect((await session({ work: solution })).problem.code).toBe("work_required");
  });

  it("is not asked of a visitor who goes on, nor of another agent of the same tenant", async () => {
    const { session, flood, newAgent } = await open();
    const { token, conversationId } = (await session()).json;
    await flood();
    expect((await session({ token })).json.conversationId).toBe(conversationId);
    expect((await session({ token, fresh: true })).problem.code).toBe("work_required");
    expect((await session({}, await newAgent())).status).toBe(201);
  });

  it("follows the agent's setting", async () => {
    const always = await open({ proofOfWork: "always" });
    expect((await always.session()).problem.code).toBe("work_required");
    const never = await open({ proofOfWork: "off" });
    await never.flood();
    expect((await never.session()).status).toBe(201);
  });
});

describe("a door that does not answer", () => {
  it("lets nobody in", async () => {
    const { api, session } = await open();
    const away = async () => {
      throw new Error("the door does not answer");
    };
    const shut = new TestApi({ spoil: () => ({ ...api.services, doors: { ...api.services.doors, admit: away } }) });
    const owner = await shut.newTenant();
    const agentId = await shut.newAgent(owner.token, { allowedOrigins: [PAGE] });
    const answer = await shut.call("POST", `/v1/widget/${agentId}/sessions`, { body: {}, headers: { origin: PAGE } });
    expect([answer.status, answer.problem.code]).toEqual([503, "unavailable"]);
    expect((await session()).status).toBe(201);
  });
});

describe("signing out at the real door", () => {
  it("O-45 ends the session: its token goes on with nothing, whoever holds it", async () => {
    const { api, agentId, session } = await open();
    const { token, conversationId } = (await session()).json;
    const headers = { origin: PAGE };
    await api.call("POST", `/v1/widget/${agentId}/sessions/end`, { body: { token }, headers });
    const again = await session({ token });
    expect(again.status).toBe(201);
    expect(again.json.conversationId).not.toBe(conversationId);
  });
});
