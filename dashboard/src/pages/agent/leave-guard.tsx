import { createLeaveGuard } from "../../lib/create-leave-guard.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { useAgentScope } from "./agent-context.ts";
import { TEXT } from "./text.ts";

/** Uploads live as long as the agent's pages: leaving them in the middle asks first. */
export function LeaveGuard() {
  const { agentId, uploads } = useAgentScope();
  const guard = createLeaveGuard((to) => uploads.isBusy() && !to.includes(`/agents/${agentId()}`));
  return (
    <ConfirmDialog
      open={guard.isAsking()}
      onOpenChange={(isOpen) => !isOpen && guard.stay()}
      title={TEXT.leave.title}
      confirmLabel={TEXT.leave.go}
      cancelLabel={TEXT.leave.stay}
      onConfirm={guard.leave}
    >
      {TEXT.leave.text}
    </ConfirmDialog>
  );
}
