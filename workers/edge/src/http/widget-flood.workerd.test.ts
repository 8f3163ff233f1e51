import { describe, expect, it } from "vitest";
import { PAGE } from "../testing/operations.ts";
import { productionApi, randomNetwork } from "../testing/production-api.ts";
import type { TestApi } from "../testing/test-api.ts";

async function open(api: TestApi) {
  const { token } = await api.newTenant();
  const agentId = await api.newAgent(token, { allowedOrigins: [PAGE] });
  const session = (address?: string) => {
    const headers = { origin: PAGE, ...(address === undefined ? {} : { "cf-connecting-ip": address }) };
    return api.call("POST", `/v1/widget/${agentId}/sessions`, { body: {}, headers });
  };
  return { api, session };
}

describe("a new conversation of who has asked enough", () => {
  it("O-47 is refused politely, with a time to come back", async () => {
    const { api, session } = await open(productionApi());
    api.world.admission = () => ({ kind: "spent", retryAfterMs: 50_000 });
    const refused = await session("192.0.2.7");
    expect([refused.status, refused.problem.code]).toEqual([429, "rate_limited"]);
    expect([refused.problem.retryable, refused.problem.retryAfterMs]).toEqual([true, 50_000]);
    expect(refused.headers.get("access-control-allow-origin")).toBe(PAGE);
  });

  it("O-47 is counted by network, one line of IPv6 being one, of which the door hears a digest", async () => {
    const { api, session } = await open(productionApi());
    const line = randomNetwork();
    for (const address of [`${line}:1`, `${line}:2`, "192.0.2.7", "192.0.2.8"]) await session(address);
    const networks = api.world.entries.map(({ network }) => network);
    expect(networks[0]).toBe(networks[1]);
    expect(new Set(networks).size).toBe(3);
    for (const network of networks) expect(network).toMatch(/^[0-9a-f]{64}$/);
  });

  it("O-47 is not given where the edge says nothing of the address", async () => {
    const { api, session } = await open(
      productionApi({ spoil: (services) => ({ ...services, isDevelopment: false }) }),
    );
    expect((await session()).problem.code).toBe("misconfigured");
    expect(api.world.log).toContainEqual(expect.objectContaining({ event: "edge_address_missing" }));
    expect(api.world.entries).toEqual([]);
  });
});
