import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { AUTH_ROUTES } from "../auth/routes.ts";
import { declaredRoutes } from "../declared/routes.ts";
import { FaultyApi } from "../testing/faulty-api.ts";
import { PORTS, type Port, TELLTALE } from "../testing/fuse.ts";

/** The library of sign-in is loaded first, and a machine may have more to do. */
const TIMEOUT_MS = 120_000;

/** They live on what the isolate has in memory: settings, the agent that was looked up, a mailbox outside of it all. */
const WITHOUT_PORTS = [
  "GET /healthz",
  "GET /openapi.json",
  "GET /dev/*",
  "OPTIONS /v1/widget/{agentId}/*",
  "GET /v1/widget/{agentId}/config",
];

/** They answer as well without it, and say nothing in the log: the words alone are searched, each room looks itself. */
const GOES_ON = [
  "POST /v1/agents/{agentId}/search without embedder",
  "POST /v1/agents/{agentId}/visitor-secrets without db",
  "DELETE /v1/agents/{agentId}/visitor-secrets/{visitorSecretId} without db",
  "POST /v1/operator/tenants/{tenantId}/{action} without db",
];

const faulty = new FaultyApi();
/** Every declared route; those behind a wildcard one by one. */
const ways = declaredRoutes(faulty.api.app)
  .filter(({ surface }) => surface === "http")
  .flatMap(({ name }) => (name === "ALL /auth/*" ? AUTH_ROUTES.map((route) => route.replace(" ", " /auth")) : [name]));

/** What anything wrote past our own log. */
const written: string[] = [];
const reached = new Map<string, Port[]>();

beforeAll(async () => {
  for (const level of ["error", "warn", "info", "log"] as const) {
    vi.spyOn(console, level).mockImplementation((...words) => {
      written.push(words.map((word) => (word instanceof Error ? `${word.stack}` : JSON.stringify(word))).join(" "));
    });
  }
  await faulty.open();
}, TIMEOUT_MS);
afterAll(() => vi.restoreAllMocks());

type Attempt = Awaited<ReturnType<FaultyApi["attempt"]>>;

/** Nothing of a fault is seen, and somebody can find out that there was one. */
function expectDiscreet({ status, headers, text, isCut, log }: Attempt, about: string): void {
  expect(JSON.stringify([text, [...headers], log, written]), about).not.toMatch(TELLTALE);
  expect(text, about).not.toMatch(/\.[cm]?[jt]s:\d/);
  const noted = log.filter(({ event }) => event !== "request").map(({ event }) => event);
  if (status < 500) {
    // What goes on without the part, or breaks off, or is the sign-in library's own refusal.
    expect(isCut || noted.length > 0 || GOES_ON.includes(about), `${about}: ${status} ${text}`).toBe(true);
    return;
  }
  // Readiness reports the fault instead of having it.
  if (about.startsWith("GET /readyz ")) return;
  const problem = JSON.parse(text);
  expect(problem, about).toMatchObject({ status, instance: headers.get("x-request-id"), retryable: true });
  expect([500, 503], about).toContain(status);
  if (status === 500) expect(noted, about).toContain("request_failed");
}

describe("a fault of one part that a request needs, beyond finding out who asks", () => {
  it.each(ways)("O-69 says nothing of itself, outside or in the log: %s", { timeout: TIMEOUT_MS }, async (way) => {
    const { uses } = await faulty.attempt(way);
    const hit = new Set<Port>();
    for (const [port, count] of uses) {
      // The first use, and the last one that was seen.
      for (const afterUses of new Set([0, count - 1])) {
        written.length = 0;
        const attempt = await faulty.attempt(way, { port, afterUses });
        if (!attempt.isHit) continue;
        hit.add(port);
        expectDiscreet(attempt, `${way} without ${port}`);
      }
    }
    reached.set(way, [...hit]);
    expect(hit.size > 0, way).toBe(!WITHOUT_PORTS.includes(way));
    // What the library does a second time may be less: the account is not what it was.
    if (!way.includes(" /auth/")) expect([...hit], way).toEqual([...uses.keys()]);
  });

  it("O-69 comes to every part somewhere", () => {
    expect([...reached.keys()]).toEqual(ways);
    expect(new Set([...reached.values()].flat())).toEqual(new Set(PORTS));
  });
});
