import type { VisitorMode, VisitorProof } from "@netvexa/contract/http/agents";
import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { toApiProblem } from "../../data/api-problem.ts";
import { useVisitorRules } from "../../data/visitor-secrets.ts";
import { Segmented } from "../../ui/segmented.tsx";
import { notify } from "../../ui/toast.tsx";
import { useAgentScope } from "../agent/agent-context.ts";
import { VISITOR_TEXT } from "./visitor-text.ts";

const TEXT = VISITOR_TEXT.rules;

/** Who may chat, and by which proof. A choice goes into the draft at once. */
export function VisitorRules() {
  const { agentId, agent } = useAgentScope();
  const rules = useVisitorRules(agentId);
  const shown = () => agent().draft ?? agent();
  const isPending = () => {
    const { draft, visitors, visitorProof } = agent();
    return draft !== undefined && (draft.visitors !== visitors || draft.visitorProof !== visitorProof);
  };

  function save(change: { visitors: VisitorMode } | { visitorProof: VisitorProof }): void {
    rules.mutate(change, {
      onError: (error) => notify("problem", `${toApiProblem(error).title}. ${toApiProblem(error).message}`),
    });
  }

  return (
    <div class="stack">
      <Segmented
        label={TEXT.visitors}
        options={TEXT.options}
        value={shown().visitors ?? "either"}
        onChange={(visitors) => save({ visitors })}
      />
      <div class="stack stack-tight">
        <Segmented
          label={TEXT.proof}
          options={TEXT.proofs}
          value={shown().visitorProof ?? "token"}
          onChange={(visitorProof) => save({ visitorProof })}
        />
        <p class="soft small">{TEXT.proofHint}</p>
      </div>
      <p class="small" role="status">
        <Show when={isPending()}>
          {TEXT.pending} <A href={`/agents/${agentId()}/settings`}>{TEXT.publish}</A>
        </Show>
      </p>
    </div>
  );
}
