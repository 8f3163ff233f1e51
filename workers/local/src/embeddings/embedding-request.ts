import { EMBEDDED_MODEL_ID } from "@netvexa/ai/embedding-models";
import { z } from "zod";

/** As many as the best-known service of this protocol takes. */
const INPUTS_MAX = 2_048;

const Body = z.object({
  model: z.string(),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(INPUTS_MAX)]),
  encoding_format: z.enum(["float", "base64"]).default("float"),
});

export interface EmbeddingRequest {
  readonly texts: readonly string[];
  readonly encoding: "float" | "base64";
}

export type ParsedEmbeddingRequest =
  | { ok: true; request: EmbeddingRequest }
  | { ok: false; status: 400 | 404; message: string };

/** Reads the body of `POST /v1/embeddings`. */
export function parseEmbeddingRequest(body: string): ParsedEmbeddingRequest {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    // The caller learns what was wrong; the parser's own words add nothing.
    return { ok: false, status: 400, message: "The body is not JSON." };
  }
  const parsed = Body.safeParse(json);
  if (!parsed.success) return { ok: false, status: 400, message: z.prettifyError(parsed.error) };
  const { model, input, encoding_format: encoding } = parsed.data;
  if (model !== EMBEDDED_MODEL_ID) {
    return { ok: false, status: 404, message: `The model ${model} does not exist; there is ${EMBEDDED_MODEL_ID}.` };
  }
  const texts = typeof input === "string" ? [input] : input;
  if (texts.some((text) => text.trim() === "")) {
    return { ok: false, status: 400, message: "An input has no text." };
  }
  return { ok: true, request: { texts, encoding } };
}
