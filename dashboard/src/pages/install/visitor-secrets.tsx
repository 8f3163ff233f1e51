import type { VisitorSecret } from "@netvexa/contract/http/visitor-secrets";
import { createSignal, For, Show } from "solid-js";
import { toApiProblem } from "../../data/api-problem.ts";
import { useVisitorSecretEdits, useVisitorSecrets } from "../../data/visitor-secrets.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Time } from "../../ui/time.tsx";
import { notify } from "../../ui/toast.tsx";
import { useAgentScope } from "../agent/agent-context.ts";
import { ManagersOnly } from "../shell/managers-only.tsx";
import { SecretDialog } from "./secret-dialog.tsx";
import { VISITOR_TEXT } from "./visitor-text.ts";

/** The secrets that are good now: make the first, rotate, revoke. */
export function VisitorSecrets() {
  return (
    <div class="stack stack-tight">
      <h3>{VISITOR_TEXT.secrets}</h3>
      <ManagersOnly otherwise={VISITOR_TEXT.forbidden}>
        <GoodSecrets />
      </ManagersOnly>
    </div>
  );
}

function GoodSecrets() {
  const { agentId } = useAgentScope();
  const secrets = useVisitorSecrets(agentId);
  const { create, revoke } = useVisitorSecretEdits(agentId);
  const [isOpen, setOpen] = createSignal(false);
  const [shown, setShown] = createSignal<string>();
  const [leaving, setLeaving] = createSignal<VisitorSecret>();
  const tellProblem = (error: unknown) =>
    notify("problem", `${toApiProblem(error).title}. ${toApiProblem(error).message}`);

  function make(input: { overlapSeconds?: number }): void {
    create.mutate(input, {
      onSuccess: ({ secret }) => {
        setShown(secret);
        setOpen(true);
      },
      onError: (error) => !isOpen() && tellProblem(error),
    });
  }
  function close(): void {
    setOpen(false);
    setShown(undefined);
    create.reset();
  }
  function confirmRevoke(): void {
    const secret = leaving();
    if (!secret) return;
    revoke.mutate(secret.id, {
      onSuccess: () => notify("success", `${secret.prefix}… ${VISITOR_TEXT.revokeDialog.done}`),
      onError: tellProblem,
      onSettled: () => setLeaving(undefined),
    });
  }

  return (
    <div class="stack stack-tight">
      <QueryStates
        query={secrets}
        loadingLabel={VISITOR_TEXT.loading}
        skeleton={<Skeleton lines={2} />}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <EmptyState
            icon="key"
            title={VISITOR_TEXT.empty.title}
            text={VISITOR_TEXT.empty.text}
            action={
              <Button variant="primary" icon="plus" busy={create.isPending} onClick={() => make({})}>
                {VISITOR_TEXT.create}
              </Button>
            }
          />
        }
      >
        {(list) => (
          <>
            <ul class="plain secrets">
              <For each={list().items}>
                {(secret) => <SecretRow secret={secret} onRevoke={() => setLeaving(secret)} />}
              </For>
            </ul>
            <div class="row">
              <Button onClick={() => setOpen(true)}>{VISITOR_TEXT.rotate}</Button>
            </div>
          </>
        )}
      </QueryStates>
      <SecretDialog
        open={isOpen()}
        secret={shown()}
        create={create}
        onRotate={(overlapSeconds) => make({ overlapSeconds })}
        onClose={close}
      />
      <ConfirmDialog
        open={leaving() !== undefined}
        onOpenChange={(isLeaving) => !isLeaving && setLeaving(undefined)}
        title={VISITOR_TEXT.revokeDialog.title}
        confirmLabel={VISITOR_TEXT.revokeDialog.confirm}
        busy={revoke.isPending}
        onConfirm={confirmRevoke}
      >
        <strong>{leaving()?.prefix}…</strong>: {VISITOR_TEXT.revokeDialog.text}
      </ConfirmDialog>
    </div>
  );
}

function SecretRow(props: { secret: VisitorSecret; onRevoke: () => void }) {
  return (
    <li class="secret-row">
      <span class="small">
        <code>{props.secret.prefix}…</code>{" "}
        <span class="soft">
          <Time at={props.secret.createdAt} />
          <Show when={props.secret.endsAt}>
            {(at) => (
              <>
                , {VISITOR_TEXT.ends} <Time at={at()} />
              </>
            )}
          </Show>
        </span>
      </span>
      <Button size="small" onClick={() => props.onRevoke()}>
        {VISITOR_TEXT.revoke}
        <span class="visually-hidden"> {props.secret.prefix}</span>
      </Button>
    </li>
  );
}
