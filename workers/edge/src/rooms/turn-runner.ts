import type { Made } from "@netvexa/contract/answer";
import { mintTenantContext } from "@netvexa/db/tenant-context";
import { answerQuestion } from "../rag/answer.ts";
import type { AnswerDeps } from "../rag/types.ts";
import type { TurnRunner } from "./ports.ts";

/** Turns answered from the agent's own knowledge. The join was verified before the room woke, hence the mint. */
export function createTurnRunner(deps: AnswerDeps): TurnRunner {
  const { generator } = deps;
  const base = { cached: false, grounded: false };
  const cutMade: Made =
    generator === undefined ? { by: "extractive", ...base } : { by: "model", model: generator.model, ...base };
  return {
    cutMade,
    run: ({ join, question, history, signal }) => {
      const { tenantId, agentId, settings, plan } = join;
      return answerQuestion(deps, {
        tenant: mintTenantContext(tenantId),
        agentId,
        settings,
        plan,
        question,
        history,
        signal,
      });
    },
  };
}
