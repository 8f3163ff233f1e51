import type { AuditEvent } from "@netvexa/contract/http/audit";
import type { Invitation, Member } from "@netvexa/contract/http/members";
import type { Workspace } from "@netvexa/contract/http/workspace";
import type { LiveSession, Passkey } from "../data/account.ts";
import { id } from "./sample-ids.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** The people of the sample workspace, and what the first of them signs in with. */
export function samplePeople(nowMs: number) {
  const ago = (ms: number) => new Date(nowMs - ms).toISOString();
  const member = (n: number, name: string, part: Partial<Member>): Member => ({
    userId: id("user", n),
    name,
    email: `${name.split(" ")[0]?.toLowerCase()}@alderfinch.example`,
    role: "viewer",
    hasSecondFactor: false,
    joinedAt: ago(n * 20 * DAY_MS),
    ...part,
  });
  const members: Member[] = [
    member(3, "Tomasz Wiśniewski-Kowalczyk", {
      email: "tomasz.wisniewski-kowalczyk@workshop.alderfinch.example",
      role: "editor",
      suspendedAt: ago(DAY_MS),
    }),
    member(2, "Ines Duarte", { role: "admin", hasSecondFactor: true }),
    member(1, "Mara Lindqvist", { role: "owner" }),
  ];
  const invitations: Invitation[] = [
    {
      id: id("invitation", 1),
      email: "external.copywriter@studio-nordlicht.example",
      role: "editor",
      createdAt: ago(DAY_MS),
      expiresAt: ago(-6 * DAY_MS),
    },
  ];
  const session = (n: number, userAgent: string, ipAddress: string): LiveSession => ({
    id: `session-${n}`,
    token: `token-of-${n}`,
    createdAt: ago(n * DAY_MS),
    updatedAt: ago(n * HOUR_MS),
    ipAddress,
    userAgent,
  });
  const sessions: LiveSession[] = [
    session(1, "Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36", "203.0.113.77"),
    session(2, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Version/18.4 Safari/604.1", "2001:db8:1:2::9"),
    session(3, "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "198.51.100.4"),
  ];
  const passkeys: Passkey[] = [{ id: "passkey-1", name: "Work laptop", createdAt: ago(40 * DAY_MS) }];
  const event = (seq: number, part: Pick<AuditEvent, "actor" | "action" | "target" | "detail">): AuditEvent => ({
    id: id("event", seq),
    seq,
    at: ago((9 - seq) * HOUR_MS),
    previousHash: "0".repeat(64),
    hash: "1".repeat(64),
    ...part,
  });
  const mara = { kind: "user", id: id("user", 1) };
  const ines = { kind: "user", id: id("user", 2) };
  const events: AuditEvent[] = [
    event(4, {
      actor: { kind: "key", id: id("apiKey", 1) },
      action: "source.create",
      target: { kind: "source", id: id("source", 6) },
      detail: { kind: "documents" },
    }),
    event(3, {
      actor: mara,
      action: "agent.publish",
      target: { kind: "agent", id: id("agent", 1) },
      detail: { version: 3 },
    }),
    event(2, {
      actor: ines,
      action: "member.suspend",
      target: { kind: "user", id: id("user", 3) },
      detail: { role: "editor" },
    }),
    event(1, { actor: mara, action: "agent.create", target: { kind: "agent", id: id("agent", 1) }, detail: {} }),
  ];
  return { members, invitations, sessions, passkeys, events };
}

/** Where the first of them works. */
export function sampleWorkspaces(): Workspace[] {
  return [
    { id: id("tenant", 1), name: "Alder & Finch Furniture", plan: "growth", role: "owner", isCurrent: true },
    { id: id("tenant", 2), name: "Nordlicht Studio", plan: "starter", role: "editor", isCurrent: false },
  ];
}
