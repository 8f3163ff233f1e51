import { ClientFrameSchema } from "@netvexa/contract/frames/schema";
import type { ClientFrame } from "@netvexa/contract/frames/wire";
import { LIMITS } from "@netvexa/contract/limits";

export type ParsedFrame =
  | { ok: true; frame: ClientFrame }
  | { ok: false; code: "frame_malformed" | "frame_too_large"; detail?: string };

const encoder = new TextEncoder();

function isTooLarge(data: string): boolean {
  if (data.length > LIMITS.frameMaxBytes) return true;
  // A UTF-16 unit is at most three bytes of UTF-8, so short texts need no count.
  return data.length * 3 > LIMITS.frameMaxBytes && encoder.encode(data).byteLength > LIMITS.frameMaxBytes;
}

/** Reads one frame of a visitor. The size is judged before anything is parsed. */
export function parseFrame(data: string | ArrayBuffer): ParsedFrame {
  if (typeof data !== "string") {
    if (data.byteLength > LIMITS.frameMaxBytes) return { ok: false, code: "frame_too_large" };
    return { ok: false, code: "frame_malformed", detail: "Frames are text messages; this one is binary." };
  }
  if (isTooLarge(data)) return { ok: false, code: "frame_too_large" };
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return { ok: false, code: "frame_malformed", detail: "The frame is not valid JSON." };
  }
  const result = ClientFrameSchema.safeParse(value);
  if (result.success) return { ok: true, frame: result.data };
  const issue = result.error.issues[0];
  const at = issue?.path.join("/") ?? "";
  return { ok: false, code: "frame_malformed", detail: `At /${at}: ${issue?.message ?? "not valid"}.` };
}
