import { MEMBER_ROLES } from "@netvexa/contract/roles";
import { createSignal, For, Show } from "solid-js";
import { useMembers } from "../../data/members.ts";
import { itemsOf } from "../../data/paging.ts";
import { useSignedIn } from "../../data/session.tsx";
import { usePageTitle } from "../../lib/title.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { InvitationsCard } from "./invitations-card.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberTable } from "./member-table.tsx";
import "./members.css";
import { roleMeaning, roleName, TEXT } from "./text.ts";

export function Members() {
  const members = useMembers();
  const signedIn = useSignedIn();
  const [isInviting, setInviting] = createSignal(false);
  usePageTitle(() => [TEXT.title]);
  const ownRole = () => {
    if (members.isPending || !members.data) return undefined;
    return itemsOf(members.data).find((member) => member.userId === signedIn().user.id)?.role;
  };
  const mayManage = () => ownRole() === "owner" || ownRole() === "admin";

  return (
    <div class="stack stack-loose">
      <PageHeader
        title={TEXT.title}
        description={TEXT.description}
        actions={
          <Show when={mayManage()}>
            <Button variant="primary" icon="plus" onClick={() => setInviting(true)}>
              {TEXT.invite}
            </Button>
          </Show>
        }
      />
      <QueryStates query={members} loadingLabel={TEXT.loading} skeleton={<Skeleton lines={3} />}>
        {(pages) => (
          <>
            <Show when={!mayManage()}>
              <p class="soft">{TEXT.readOnly}</p>
            </Show>
            <MemberTable members={itemsOf(pages())} ownRole={ownRole()} />
            <LoadMore query={members} />
            <Show when={mayManage()}>
              <InvitationsCard />
            </Show>
          </>
        )}
      </QueryStates>
      <Card title={TEXT.roles}>
        <dl class="role-list">
          <For each={MEMBER_ROLES}>
            {(role) => (
              <>
                <dt>{roleName(role)}</dt>
                <dd class="soft">{roleMeaning(role)}</dd>
              </>
            )}
          </For>
        </dl>
      </Card>
      <InviteDialog open={isInviting()} onClose={() => setInviting(false)} />
    </div>
  );
}
