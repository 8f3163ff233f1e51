import { useNavigate } from "@solidjs/router";
import { createSignal } from "solid-js";
import { toApiProblem } from "../../data/api-problem.ts";
import { useVisitorErasure } from "../../data/privacy.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { notify } from "../../ui/toast.tsx";
import { TEXT } from "./text.ts";

/** What the person on the other side may ask for: a copy of everything, or that it is forgotten. */
export function VisitorActions(props: { visitorId: string; listHref: string }) {
  const erasure = useVisitorErasure();
  const navigate = useNavigate();
  const [isAsking, setAsking] = createSignal(false);
  const copy = TEXT.erase;

  function erase(): void {
    erasure.mutate(props.visitorId, {
      onSuccess: () => {
        notify("success", copy.done);
        navigate(props.listHref);
      },
      onError: (error) => notify("problem", `${toApiProblem(error).title}. ${toApiProblem(error).message}`),
      onSettled: () => setAsking(false),
    });
  }

  return (
    <>
      <ExportMenu visitorId={props.visitorId} />
      <Button icon="trash" onClick={() => setAsking(true)}>
        {copy.button}
      </Button>
      <ConfirmDialog
        open={isAsking()}
        onOpenChange={setAsking}
        title={copy.title}
        confirmLabel={copy.button}
        busy={erasure.isPending}
        onConfirm={erase}
      >
        {copy.text}
      </ConfirmDialog>
    </>
  );
}
