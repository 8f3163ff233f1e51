import process from "node:process";
import { compose } from "./compose.ts";
import { readEnv } from "./env.ts";
import { createHandler } from "./handler.ts";

/** What Lambda calls. Built once for each execution environment and kept warm between batches. */
export const handler = createHandler(compose(readEnv(process.env)));
