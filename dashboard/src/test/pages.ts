import { ANSWER, sampleCitations } from "./sample-data.ts";
import { id } from "./sample-ids.ts";
import type { Stage } from "./stage.ts";

const AGENT = `/agents/${id("agent", 1)}`;

export const PATHS = {
  agents: "/agents",
  keys: "/api-keys",
  account: "/account",
  members: "/members",
  audit: "/audit",
  workspace: "/workspace",
  knowledge: `${AGENT}/knowledge`,
  source: `${AGENT}/knowledge/${id("source", 3)}`,
  document: `${AGENT}/knowledge/${id("source", 3)}/documents/${id("document", 1)}`,
  playground: `${AGENT}/playground`,
  conversations: `${AGENT}/conversations`,
  conversation: `${AGENT}/conversations/${id("conversation", 1)}`,
  settings: `${AGENT}/settings`,
  install: `${AGENT}/install`,
} as const;

/** Scripts one whole answer with two citations. */
export function answerWhole(stage: Stage): void {
  const messageId = id("message", 9);
  stage.api.world.onAsk = async (send) => {
    send({ type: "start", messageId, replyTo: id("message", 8), seq: 2 });
    send({ type: "delta", messageId, offset: 0, text: ANSWER });
    send({
      type: "end",
      messageId,
      seq: 2,
      text: ANSWER,
      citations: sampleCitations(),
      made: { by: "model", model: "small-1", cached: false, grounded: true },
      reason: "complete",
    });
  };
}

/** Drops files on the page as a person with a mouse does. */
export async function dropFiles(
  stage: Stage,
  files: readonly { name: string; type: string; bytes: number }[],
): Promise<void> {
  const transfer = await stage.page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, type, bytes } of list) data.items.add(new File([new Uint8Array(bytes)], name, { type }));
    return data;
  }, files);
  await stage.page.dispatchEvent(".drop-zone", "dragenter", { dataTransfer: transfer });
  await stage.page.dispatchEvent(".drop-zone", "drop", { dataTransfer: transfer });
}
