import { ServiceError } from "@netvexa/contract/problem";
import { BoxReply, BoxRequest } from "./box-protocol.ts";
import { parseFile } from "./parse-file.ts";

/** The child process of `createParseBox`: one file in, one answer out, then it is ended from outside. */
async function answer(message: unknown): Promise<BoxReply> {
  try {
    return { ok: true, document: await parseFile(BoxRequest.parse(message)) };
  } catch (error) {
    if (error instanceof ServiceError) return { ok: false, code: error.code, detail: error.message };
    return { ok: false, code: "source_unreadable", detail: "The file could not be read." };
  }
}

process.once("message", (message) => {
  void answer(message).then((reply) => process.send?.(BoxReply.parse(reply)));
});
