import { StoredSettings } from "@netvexa/contract/http/agents";
import { idSchema } from "@netvexa/contract/ids";
import { isPlanId, type PlanId } from "@netvexa/contract/plans";
import { z } from "zod";

/** Carries a `Join` to the room on the upgrade; the Worker strips whatever a stranger sent under this name. */
export const JOIN_HEADER = "x-netvexa-join";

/** Who comes, to which conversation, under which agent: all of it verified by the Worker before the room wakes. */
export const Join = z.strictObject({
  tenantId: idSchema("tenant"),
  agentId: idSchema("agent"),
  agentVersion: z.int().positive(),
  conversationId: idSchema("conversation"),
  visitorId: idSchema("visitor"),
  channel: z.enum(["widget", "api", "playground"]),
  plan: z.custom<PlanId>(isPlanId, { error: "not a plan" }),
  settings: StoredSettings,
  /** Where the visitor of a socket stands; what its right to be here hangs on, and until when its token says so. */
  page: z
    .strictObject({
      origin: z.string(),
      country: z.string().optional(),
      tokenEndsAtMs: z.number(),
      sessionId: idSchema("session"),
      secretId: idSchema("visitorSecret").optional(),
    })
    .optional(),
});
export type Join = z.infer<typeof Join>;

/** The name of the room's object. Build it from a verified token or credential only. */
export function roomName(join: Pick<Join, "tenantId" | "conversationId">): string {
  return `${join.tenantId}:${join.conversationId}`;
}

/** JSON in ASCII, since a header holds nothing else. */
export function encodeJoin(join: Join): string {
  const escapeUnit = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(join).replace(/[^\x20-\x7e]/g, escapeUnit);
}

/** The join of a request to the room; undefined if it carries none that is valid. */
export function decodeJoin(header: string | null): Join | undefined {
  if (header === null) return undefined;
  try {
    const parsed = Join.safeParse(JSON.parse(header));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Not JSON: the same as no join at all.
    return undefined;
  }
}
