import type { Id } from "@netvexa/contract/ids";
import { controlBatch } from "@netvexa/db/control";
import { conversation } from "@netvexa/db/schema/conversation";
import { member } from "@netvexa/db/schema/tenant";
import { tenantBatch } from "@netvexa/db/tenant";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { eq } from "drizzle-orm";
import type { System } from "../system.ts";
import { until } from "../wait.ts";
import { newOwner } from "../world/people.ts";
import type { Ids, Side } from "../world/side.ts";
import { createTenantApi } from "../world/tenant-api.ts";

/** Makes one more of a kind, for a call that will change or end it. A kind without a maker is taken as it is. */
export type Maker = (system: System, side: Side) => Promise<string>;

const words = (side: Side) => ({
  name: "Spare",
  instructions: "",
  greeting: "",
  origin: side.origin,
});

async function newAgent(system: System, side: Side): Promise<string> {
  return (await createTenantApi(system, side.owner.token).addAgent(words(side))).id;
}

const newMail = () => `${crypto.randomUUID()}@netvexa.test`;

export const MAKERS: Partial<Record<keyof Ids, Maker>> = {
  agent: newAgent,
  async source(system, side) {
    const api = createTenantApi(system, side.owner.token);
    const agent = await newAgent(system, side);
    const source = await api.addSource(agent, { title: "Spare", text: "Spare words." });
    await api.readSource(source);
    return source;
  },
  apiKey: async (system, side) => (await createTenantApi(system, side.owner.token).addKey({ name: "Spare" })).id,
  invitation: async (system, side) => (await createTenantApi(system, side.owner.token).invite(newMail())).id,
  async user(system, { tenantId }) {
    const { userId } = await newOwner(system, { name: "Spare", email: newMail() });
    await controlBatch(system.db, (query) => [
      query.insert(member).values({ id: crypto.randomUUID(), tenantId, userId, role: "viewer" }),
    ]);
    return userId;
  },
  async visitor(system, side) {
    const { conversationId } = await createTenantApi(system, side.owner.token).ask(side.ids.agent ?? "", "Spare?");
    return until("the conversation's row", async () => {
      const [[row]] = await tenantBatch(system.db, mintTenantContext(side.tenantId), (query) => [
        query
          .select({ visitor: conversation.visitorId })
          .from(conversation)
          .where(eq(conversation.id, conversationId as Id<"conversation">)),
      ]);
      return row?.visitor;
    });
  },
};

/** These take a secret that only a mail holds, and only from whom it was sent to. */
export const TAKE_INVITATION: ReadonlySet<string> = new Set([
  "POST /v1/invitations/accept",
  "POST /v1/invitations/look-up",
]);

/** The secret of an invitation of this side, for the owner's own address of another tenant: what its mail holds. */
export async function newInvitationSecret(system: System, side: Side): Promise<{ secret: string; bearer: string }> {
  const guest = await newOwner(system, { name: "Guest", email: newMail() });
  await createTenantApi(system, side.owner.token).invite(guest.email);
  const secret = await until("the invitation's mail", async () => {
    const mail = (await system.mails()).find(({ to, text }) => to === guest.email && text.includes("#token="));
    return /#token=(\S+)/.exec(mail?.text ?? "")?.[1];
  });
  return { secret, bearer: guest.token };
}
