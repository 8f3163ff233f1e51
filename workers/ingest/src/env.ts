import { z } from "zod";

/** What the Lambda reads from its environment; names shared with the Worker mean the same there. */
const Env = z.object({
  DATABASE_URL: z.string().min(1),
  DATABASE_REFERENCE_SECRET: z.string().optional(),
  DATABASE_REFERENCE_SECRET_BEFORE: z.string().optional(),
  AI_EMBED_BASE_URL: z.url(),
  AI_EMBED_MODEL: z.string().min(1),
  AI_EMBED_KEY: z.string().optional(),
  AWS_REGION: z.string().min(1),
  S3_BUCKET: z.string().min(1),
  S3_ENDPOINT: z.url().optional(),
  /** Equal to `maxReceiveCount` of the queue's redrive policy. */
  SQS_MAX_RECEIVES: z.coerce.number().int().positive().default(5),
  /** The one value `development` lets pages be fetched from loopback. */
  ALLOW_PRIVATE_FETCH: z.string().optional(),
});
export type Env = z.infer<typeof Env>;

/** Throws with the names of the variables that are missing or wrong, never with their values. */
export function readEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const filled = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const result = Env.safeParse(filled);
  if (result.success) return result.data;
  const names = [...new Set(result.error.issues.map(({ path }) => String(path[0])))];
  throw new Error(`Missing or invalid environment variables: ${names.join(", ")}`);
}
