import { createSignal, For, Show } from "solid-js";
import { type LiveSession, useSessionEdits, useSessions } from "../../data/account.ts";
import { toApiProblem } from "../../data/api-problem.ts";
import { useSignedIn } from "../../data/session.tsx";
import { describeDevice, describeNetwork } from "../../lib/device.ts";
import { formatDate } from "../../lib/format.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Table } from "../../ui/table.tsx";
import { notify } from "../../ui/toast.tsx";
import { TEXT } from "./text.ts";

const copy = TEXT.sessions;

/** The present session first, then whichever was seen last. */
function inOrder(sessions: readonly LiveSession[], presentId: string): LiveSession[] {
  const rank = (session: LiveSession) => (session.id === presentId ? 0 : 1);
  return sessions.toSorted((a, b) => rank(a) - rank(b) || b.updatedAt.localeCompare(a.updatedAt));
}

export function SessionsCard() {
  const sessions = useSessions();
  const edits = useSessionEdits();
  const signedIn = useSignedIn();
  const [isLeaving, setLeaving] = createSignal(false);
  const onError = (error: unknown) => notify("problem", toApiProblem(error).message);
  const end = (token: string) => edits.end.mutate(token, { onSuccess: () => notify("success", copy.ended), onError });
  const endOthers = () =>
    edits.endOthers.mutate(undefined, { onSuccess: () => notify("success", copy.othersEnded), onError });

  return (
    <Card title={copy.title} description={copy.description}>
      <QueryStates query={sessions} loadingLabel={copy.loading} skeleton={<Skeleton lines={2} />}>
        {(list) => <SessionTable sessions={inOrder(list(), signedIn().sessionId)} onEnd={end} />}
      </QueryStates>
      <div class="row">
        <Button busy={edits.endOthers.isPending} onClick={endOthers}>
          {copy.endOthers}
        </Button>
        <Button onClick={() => setLeaving(true)}>{copy.endAll}</Button>
      </div>
      <ConfirmDialog
        open={isLeaving()}
        onOpenChange={setLeaving}
        title={copy.endAllTitle}
        confirmLabel={copy.endAll}
        busy={edits.endAll.isPending}
        onConfirm={() => edits.endAll.mutate(undefined, { onError, onSettled: () => setLeaving(false) })}
      >
        {copy.endAllText}
      </ConfirmDialog>
    </Card>
  );
}

function SessionTable(props: { sessions: readonly LiveSession[]; onEnd: (token: string) => void }) {
  const signedIn = useSignedIn();
  return (
    <Table
      caption={copy.title}
      columns={[copy.columns.device, copy.columns.network, copy.columns.seen]}
      actions={copy.columns.actions}
    >
      <For each={props.sessions}>
        {(session) => (
          <tr>
            <th scope="row">{describeDevice(session.userAgent)}</th>
            <td data-label={copy.columns.network}>{describeNetwork(session.ipAddress) ?? copy.unknownNetwork}</td>
            <td data-label={copy.columns.seen}>
              <time dateTime={session.updatedAt}>{formatDate(session.updatedAt)}</time>
            </td>
            <td class="table-actions">
              <Show when={session.id !== signedIn().sessionId} fallback={<Badge tone="accent">{copy.present}</Badge>}>
                <Button size="small" onClick={() => props.onEnd(session.token)}>
                  {copy.end}
                  <span class="visually-hidden"> {describeDevice(session.userAgent)}</span>
                </Button>
              </Show>
            </td>
          </tr>
        )}
      </For>
    </Table>
  );
}
