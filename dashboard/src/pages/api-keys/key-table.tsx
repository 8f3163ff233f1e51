import type { ApiKey } from "@netvexa/contract/http/api-keys";
import { createSignal, For, Show } from "solid-js";
import { useApiKeyEdits } from "../../data/api-keys.ts";
import { toApiProblem } from "../../data/api-problem.ts";
import { formatDateTime } from "../../lib/format.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { notify } from "../../ui/toast.tsx";
import { RotateKeyDialog } from "./rotate-key-dialog.tsx";
import { describeAccess, hasEarlierSecret, TEXT } from "./text.ts";

export function KeyTable(props: { keys: readonly ApiKey[] }) {
  const edits = useApiKeyEdits();
  const [leaving, setLeaving] = createSignal<ApiKey>();
  const [rotating, setRotating] = createSignal<ApiKey>();

  function revoke(): void {
    const key = leaving();
    if (!key) return;
    edits.revoke.mutate(key.id, {
      onSuccess: () => notify("success", `${key.name} ${TEXT.revokeDialog.done}`),
      onError: (error) => notify("problem", `${toApiProblem(error).title}. ${toApiProblem(error).message}`),
      onSettled: () => setLeaving(undefined),
    });
  }

  return (
    <>
      <Table
        caption={TEXT.title}
        columns={[
          TEXT.columns.name,
          TEXT.columns.key,
          TEXT.columns.access,
          TEXT.columns.lastUsed,
          TEXT.columns.created,
          TEXT.columns.ends,
        ]}
        actions={TEXT.columns.actions}
      >
        <For each={props.keys}>
          {(key) => <KeyRow key={key} onRotate={() => setRotating(key)} onRevoke={() => setLeaving(key)} />}
        </For>
      </Table>
      <RotateKeyDialog key={rotating()} onClose={() => setRotating(undefined)} />
      <ConfirmDialog
        open={leaving() !== undefined}
        onOpenChange={(isOpen) => !isOpen && setLeaving(undefined)}
        title={TEXT.revokeDialog.title}
        confirmLabel={TEXT.revokeDialog.confirm}
        busy={edits.revoke.isPending}
        onConfirm={revoke}
      >
        <strong>{leaving()?.name}</strong>: {TEXT.revokeDialog.text}
      </ConfirmDialog>
    </>
  );
}

function KeyRow(props: { key: ApiKey; onRotate: () => void; onRevoke: () => void }) {
  const isExpired = () => props.key.expiresAt !== undefined && Date.parse(props.key.expiresAt) <= Date.now();
  return (
    <tr>
      <th scope="row">{props.key.name}</th>
      <td data-label={TEXT.columns.key}>
        <code>{props.key.prefix}…</code>
      </td>
      <td data-label={TEXT.columns.access}>{describeAccess(props.key)}</td>
      <td data-label={TEXT.columns.lastUsed}>
        <Show when={props.key.lastUsedAt} fallback={TEXT.never}>
          {(at) => <Time at={at()} />}
        </Show>
      </td>
      <td data-label={TEXT.columns.created}>
        <Time at={props.key.createdAt} />
      </td>
      <td data-label={TEXT.columns.ends}>
        <Show when={props.key.expiresAt} fallback={TEXT.openEnd}>
          {(at) => <time dateTime={at()}>{formatDateTime(at())}</time>}
        </Show>
        <Show when={hasEarlierSecret(props.key, Date.now()) && props.key.previousUntil}>
          {(at) => (
            <span class="soft small key-earlier">
              {TEXT.previous} <time dateTime={at()}>{formatDateTime(at())}</time>
            </span>
          )}
        </Show>
      </td>
      <td class="table-actions">
        <Show
          when={!props.key.revokedAt && !isExpired()}
          fallback={<Badge tone="neutral">{props.key.revokedAt ? TEXT.revoked : TEXT.expired}</Badge>}
        >
          <div class="table-deeds table-deeds-few">
            <Button size="small" onClick={() => props.onRotate()}>
              {TEXT.rotate}
              <span class="visually-hidden"> {props.key.name}</span>
            </Button>
            <Button size="small" onClick={() => props.onRevoke()}>
              {TEXT.revoke}
              <span class="visually-hidden"> {props.key.name}</span>
            </Button>
          </div>
        </Show>
      </td>
    </tr>
  );
}
