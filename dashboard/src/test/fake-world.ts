import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerFrame } from "@netvexa/contract/frames/wire";
import type { VisitorSecret } from "@netvexa/contract/http/visitor-secrets";
import { makeProblem, PROBLEMS, type ProblemCode } from "@netvexa/contract/problem";
import { sampleData } from "./sample-data.ts";
import { id } from "./sample-ids.ts";
import { sampleWorkspaces } from "./sample-people.ts";

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
  request: IncomingMessage;
  response: ServerResponse;
}

/** What a test scripts: the data, and how single calls behave. */
export function makeWorld() {
  return {
    ...sampleData(Date.now()),
    workspaces: sampleWorkspaces(),
    visitorSecrets: [] as VisitorSecret[],
    isSignedIn: false,
    password: "correct horse",
    /** Asked for after the password, if there is one. */
    code: undefined as string | undefined,
    /** Of a link that was mailed. */
    mailedToken: "mailed-token",
    mustConfirmAddress: false,
    user: {
      id: id("user", 1),
      name: "Mara Lindqvist",
      email: "mara@alderfinch.example",
      emailVerified: true,
      twoFactorEnabled: false,
    },
    /** How the mail of an invitation fares. */
    isMailDown: false,
    tokenTtlMs: 15 * 60_000,
    tokensMinted: 0,
    calls: [] as string[],
    /** The next matching calls are answered with this problem; a call is named as in `calls`. */
    faults: [] as { call: RegExp; code: ProblemCode; times: number }[],
    /** Matching calls wait for this promise first. */
    holds: [] as { call: RegExp; until: Promise<void> }[],
    /** Sends the frames of an answer, at the test's pace. */
    onAsk: async (_send: (frame: ServerFrame) => void): Promise<void> => undefined,
    /** How storage takes an upload: gives the status to answer with. */
    onUpload: async (request: IncomingMessage): Promise<number> => {
      for await (const _ of request);
      return 200;
    },
  };
}

export type World = ReturnType<typeof makeWorld>;

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

export function sendProblem(response: ServerResponse, code: ProblemCode): void {
  const problem = makeProblem({ code }, { origin: "https://example.com", instance: id("request", 7) });
  response.writeHead(PROBLEMS[code].status, { "content-type": "application/problem+json" });
  response.end(JSON.stringify(problem));
}
