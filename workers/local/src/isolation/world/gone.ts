import type { VisitorSecretCreated } from "@netvexa/contract/http/visitor-secrets";
import { conversation } from "@netvexa/db/schema/conversation";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { eq } from "drizzle-orm";
import type { Secrecy } from "../canaries.ts";
import { jsonOf } from "../http/call.ts";
import type { System } from "../system.ts";
import { until } from "../wait.ts";
import type { Person } from "./people.ts";
import type { Ids } from "./side.ts";
import type { TenantApi } from "./tenant-api.ts";

export type Mark = (secrecy: Secrecy, what: string) => string;

export interface About {
  tenantId: Person["tenantId"];
  mark: Mark;
  mail: (who: string) => string;
  api: TenantApi;
}

interface Gone {
  ids: Ids;
  /** Of a session that has ended and an invitation that was taken back. */
  secrets: string[];
}

/** Of each kind one that is no more. */
export async function addAndRemove(system: System, about: About & { origin: string; agentId: string }): Promise<Gone> {
  const { api, mark, mail, origin, tenantId, agentId } = about;
  const words = { name: mark("face", "gone"), greeting: mark("face", "gone"), instructions: mark("private", "gone") };
  const agent = await api.addAgent({ ...words, origin });
  const source = await api.addSource(agent.id, { title: mark("private", "gone"), text: mark("private", "gone text") });
  const { document, chunk } = await api.readSource(source);
  const { conversationId, messageId } = await api.ask(agent.id, mark("private", "gone question"));
  const [row] = await until("the conversation's row", async () => {
    const [rows] = await tenantBatch(system.db, mintTenantContext(tenantId), (query) => [
      query.select({ visitor: conversation.visitorId }).from(conversation).where(eq(conversation.id, conversationId)),
    ]);
    return rows.length === 0 ? undefined : rows;
  });
  await api.send("DELETE", `/v1/visitors/${row?.visitor}`);
  await api.send("DELETE", `/v1/agents/${agent.id}`);
  const invitation = (await api.invite(mail("uninvited"))).id;
  await api.send("DELETE", `/v1/invitations/${invitation}`);
  const apiKey = (await api.addKey({ name: mark("private", "gone key") })).id;
  await api.send("DELETE", `/v1/api-keys/${apiKey}`);
  // Of an agent that is still there, so that nothing but the secret itself is missing.
  const secrets = `/v1/agents/${agentId}/visitor-secrets`;
  const visitorSecret = (await api.send<VisitorSecretCreated>("POST", secrets, {})).id;
  await api.send("DELETE", `${secrets}/${visitorSecret}`);
  return {
    ids: {
      agent: agent.id,
      source,
      document,
      chunk,
      conversation: conversationId,
      message: messageId,
      visitor: row?.visitor ?? "",
      invitation,
      apiKey,
      visitorSecret,
    },
    secrets: [await endedToken(system, api, { agentId, origin }), await invitationSecret(system, mail("uninvited"))],
  };
}

async function endedToken(
  { call }: System,
  api: TenantApi,
  { agentId, origin }: { agentId: string; origin: string },
): Promise<string> {
  const { token } = await api.openSession(agentId, origin);
  const path = `/v1/widget/${agentId}/sessions/end`;
  jsonOf(await call({ method: "POST", path, headers: { origin }, body: { token } }), path);
  return token;
}

export async function invitationSecret(system: System, to: string): Promise<string> {
  return until("the invitation's mail", async () => {
    const mail = (await system.mails()).find((one) => one.to === to && one.text.includes("#token="));
    return /#token=(\S+)/.exec(mail?.text ?? "")?.[1];
  });
}
