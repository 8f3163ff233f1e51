import { LIMITS } from "@netvexa/contract/limits";
import { type Env, settingsOf } from "../env.ts";
import type { Context } from "../services/context.ts";
import { passSubjects } from "./gate.ts";

const { invitationsPerRecipient, invitationsPerTenant, invitationsPerInviter, invitationsWindowMs } = LIMITS;

/** An invitation mails whomever a member names, as often as it is repeated: counted before anything else is done. */
export function passInvitation({ services, tenant, actor }: Context, env: Env, email: string): Promise<void> {
  const within = (max: number) => ({ max, windowMs: invitationsWindowMs });
  return passSubjects(services, settingsOf(env), { name: "invitation" }, [
    { kind: "recipient", subject: mailboxOf(email), limit: within(invitationsPerRecipient) },
    { kind: "tenant", subject: tenant.tenantId, limit: within(invitationsPerTenant) },
    { kind: "inviter", subject: actor.id, limit: within(invitationsPerInviter) },
  ]);
}

/** What comes after a plus reaches the same person with most providers. */
function mailboxOf(email: string): string {
  return email
    .trim()
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\+.*(?=@)/, "");
}
