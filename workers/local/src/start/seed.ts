import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DEMO_AGENT_ID } from "@netvexa/contract/demo";
import type { AgentInput } from "@netvexa/contract/http/agents";
import type { DocumentInput, Source, SourceCreated } from "@netvexa/contract/http/sources";
import type { Id } from "@netvexa/contract/ids";
import { type ApiClient, signUp } from "./api-client.ts";

/** What black-box clients read after `npm start` is ready. */
export interface DevFile {
  url: string;
  tenantId: string;
  agentId: string;
  apiKey: string;
  owner: { email: string; password: string };
}

const DEMO_AGENT: AgentInput = {
  name: "NETVEXA guide",
  instructions: "Answer questions about NETVEXA: what it is, how to run it and how to use it. Be brief.",
  greeting: "Hello! Ask me anything about NETVEXA; I answer from its own documentation.",
  starters: ["What is NETVEXA?", "How do I put the widget on my site?", "Which files can I upload?"],
  locale: "en",
  allowedOrigins: ["http://localhost:*", "http://127.0.0.1:*"],
  theme: {},
};

function titleOf(text: string, fallback: string): string {
  return /^#\s+(.+)$/m.exec(text)?.[1]?.trim() ?? fallback;
}

/** The project's own README and guides, as documents with the address of the page that shows them. */
export function readOwnDocuments(rootDir: string, url: string): DocumentInput[] {
  const guides = join(rootDir, "docs");
  const files = existsSync(guides)
    ? readdirSync(guides)
        .filter((name) => name.endsWith(".md"))
        .sort()
    : [];
  const documents = files.map((name) => {
    const text = readFileSync(join(guides, name), "utf8").replace(/^---\n[\s\S]*?\n---\n/, "");
    const slug = basename(name, ".md");
    return { externalId: `docs/${name}`, title: titleOf(text, slug), text, url: `${url}/guide/${slug}/` };
  });
  const readme = readFileSync(join(rootDir, "README.md"), "utf8");
  return [{ externalId: "README.md", title: titleOf(readme, "README"), text: readme, url: `${url}/` }, ...documents];
}

async function waitUntilRead(api: ApiClient, sourceId: string): Promise<void> {
  for (;;) {
    const source = await api.get<Source>(`/v1/sources/${sourceId}`);
    if (source.status === "ready") return;
    if (source.status === "failed") throw new Error(`the demo documents could not be read: ${source.problem?.detail}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export interface SeedOptions {
  url: string;
  rootDir: string;
  devFile: string;
  /** Puts the demo agent under its fixed id, which no caller of the API may choose. */
  insertAgent(agent: { tenantId: Id<"tenant">; agentId: Id<"agent">; settings: AgentInput }): Promise<void>;
}

/**
 * Makes the demo tenant through the public API and writes `dev.json`. Runs once for a state; if it was
 * cut short the file is missing and the next start repeats it with a new owner, the agent moving along.
 */
export async function seed({ url, rootDir, devFile, insertAgent }: SeedOptions): Promise<DevFile> {
  const owner = {
    email: `demo-${randomBytes(3).toString("hex")}@netvexa.test`,
    password: randomBytes(12).toString("base64url"),
  };
  const { api, tenantId } = await signUp(url, { ...owner, name: "Demo Owner" });
  await insertAgent({ tenantId, agentId: DEMO_AGENT_ID, settings: DEMO_AGENT });
  const { source } = await api.post<SourceCreated>(`/v1/agents/${DEMO_AGENT_ID}/sources`, {
    kind: "documents",
    documents: readOwnDocuments(rootDir, url),
  });
  await waitUntilRead(api, source.id);
  const { key } = await api.post<{ key: string }>("/v1/api-keys", { name: "Local development" });
  const dev: DevFile = { url, tenantId, agentId: DEMO_AGENT_ID, apiKey: key, owner };
  writeFileSync(devFile, `${JSON.stringify(dev, null, 2)}\n`, { mode: 0o600 });
  return dev;
}
