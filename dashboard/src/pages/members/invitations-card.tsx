import type { Invitation } from "@netvexa/contract/http/members";
import { For } from "solid-js";
import { toApiProblem } from "../../data/api-problem.ts";
import { useInvitationEdits, useInvitations } from "../../data/members.ts";
import { itemsOf } from "../../data/paging.ts";
import { formatDateTime } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Table } from "../../ui/table.tsx";
import { notify } from "../../ui/toast.tsx";
import { tellSent } from "./invite-dialog.tsx";
import { roleName, TEXT } from "./text.ts";

const copy = TEXT.invitations;
const onError = (error: unknown) => notify("problem", toApiProblem(error).message);

export function InvitationsCard() {
  const invitations = useInvitations();
  return (
    <Card title={copy.title} description={copy.description}>
      <QueryStates
        query={invitations}
        loadingLabel={copy.loading}
        skeleton={<Skeleton lines={2} />}
        isEmpty={(pages) => itemsOf(pages).length === 0}
        empty={<p class="soft">{copy.none}</p>}
      >
        {(pages) => (
          <>
            <InvitationTable invitations={itemsOf(pages())} />
            <LoadMore query={invitations} />
          </>
        )}
      </QueryStates>
    </Card>
  );
}

function InvitationTable(props: { invitations: readonly Invitation[] }) {
  const { invite, revoke } = useInvitationEdits();
  const resend = ({ email, role }: Invitation) => invite.mutate({ email, role }, { onSuccess: tellSent, onError });
  const takeBack = ({ id }: Invitation) =>
    revoke.mutate(id, { onSuccess: () => notify("success", copy.revoked), onError });
  return (
    <Table
      caption={copy.title}
      columns={[copy.columns.email, copy.columns.role, copy.columns.ends]}
      actions={copy.columns.actions}
    >
      <For each={props.invitations}>
        {(invitation) => (
          <tr>
            <th scope="row">{invitation.email}</th>
            <td data-label={copy.columns.role}>{roleName(invitation.role)}</td>
            <td data-label={copy.columns.ends}>
              <time dateTime={invitation.expiresAt}>{formatDateTime(invitation.expiresAt)}</time>
            </td>
            <td class="table-actions">
              <Button size="small" onClick={() => resend(invitation)}>
                {copy.resend}
                <span class="visually-hidden"> {invitation.email}</span>
              </Button>{" "}
              <Button size="small" onClick={() => takeBack(invitation)}>
                {copy.revoke}
                <span class="visually-hidden"> {invitation.email}</span>
              </Button>
            </td>
          </tr>
        )}
      </For>
    </Table>
  );
}
