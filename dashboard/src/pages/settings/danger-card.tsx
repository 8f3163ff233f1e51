import { useNavigate } from "@solidjs/router";
import { createSignal } from "solid-js";
import { useAgentEdits } from "../../data/agents.ts";
import { toApiProblem } from "../../data/api-problem.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { notify } from "../../ui/toast.tsx";
import { useAgentScope } from "../agent/agent-context.ts";
import { TEXT } from "./text.ts";

export function DangerCard(props: { onDeleted: () => void }) {
  const { agentId, agent } = useAgentScope();
  const edits = useAgentEdits(agentId);
  const navigate = useNavigate();
  const [isAsking, setAsking] = createSignal(false);
  const copy = TEXT.danger;

  function remove(): void {
    edits.remove.mutate(undefined, {
      onSuccess: () => {
        props.onDeleted();
        setAsking(false);
        notify("success", copy.done);
        navigate("/agents");
      },
      onError: (error) => {
        setAsking(false);
        notify("problem", `${toApiProblem(error).title}. ${toApiProblem(error).message}`);
      },
    });
  }

  return (
    <Card
      title={copy.title}
      description={copy.description}
      actions={
        <Button icon="trash" onClick={() => setAsking(true)}>
          {copy.button}
        </Button>
      }
    >
      <ConfirmDialog
        open={isAsking()}
        onOpenChange={setAsking}
        title={copy.dialogTitle}
        confirmLabel={copy.button}
        busy={edits.remove.isPending}
        onConfirm={remove}
      >
        <strong>{agent().name}</strong>: {copy.dialogText}
      </ConfirmDialog>
    </Card>
  );
}
