import type { Member, MemberRole } from "@netvexa/contract/http/members";
import { createSignal, For } from "solid-js";
import { toApiProblem } from "../../data/api-problem.ts";
import { useMemberEdits } from "../../data/members.ts";
import { useSignedIn } from "../../data/session.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Table } from "../../ui/table.tsx";
import { notify } from "../../ui/toast.tsx";
import { MemberRow } from "./member-row.tsx";
import { isGrave, type RoleChange, RoleDialog } from "./role-dialog.tsx";
import { TEXT } from "./text.ts";
import { TransferDialog } from "./transfer-dialog.tsx";

export type Deed = "suspend" | "remove" | "transfer";

interface MemberTableProps {
  members: readonly Member[];
  /** Of whoever looks at it; decides what can be changed. */
  ownRole: MemberRole | undefined;
}

const tellProblem = (error: unknown) => notify("problem", toApiProblem(error).message);

export function MemberTable(props: MemberTableProps) {
  const edits = useMemberEdits();
  const [asked, setAsked] = createSignal<{ deed: Deed; member: Member }>();
  const [roleChange, setRoleChange] = createSignal<RoleChange>();
  const signedIn = useSignedIn();
  const memberFor = (deed: Deed) => (asked()?.deed === deed ? asked()?.member : undefined);
  const close = () => {
    setAsked(undefined);
    setRoleChange(undefined);
  };
  const told = (member: Member | undefined, words: string) => notify("success", `${member?.name} ${words}`);

  function change(member: Member, patch: { role?: MemberRole; suspended?: boolean }, words: string): void {
    edits.change.mutate(
      { userId: member.userId, ...patch },
      { onSuccess: () => notify("success", words), onError: tellProblem, onSettled: close },
    );
  }

  function setRole({ member, role }: RoleChange): void {
    change(member, { role }, TEXT.roleChanged);
  }

  function remove(): void {
    const member = memberFor("remove");
    edits.remove.mutate(member?.userId ?? "", {
      onSuccess: () => told(member, TEXT.removeDialog.done),
      onError: tellProblem,
      onSettled: close,
    });
  }

  function suspend(): void {
    const member = memberFor("suspend");
    if (member) change(member, { suspended: true }, `${member.name} ${TEXT.suspendDialog.done}`);
  }

  return (
    <>
      <Table
        caption={TEXT.title}
        columns={[TEXT.columns.member, TEXT.columns.role, TEXT.columns.factor, TEXT.columns.joined]}
        actions={TEXT.columns.actions}
      >
        <For each={props.members}>
          {(member) => (
            <MemberRow
              member={member}
              ownRole={props.ownRole}
              onRole={(role) => {
                const wanted = { member, role };
                if (isGrave(wanted, signedIn().user.id)) setRoleChange(wanted);
                else setRole(wanted);
              }}
              onRestore={() => change(member, { suspended: false }, `${member.name} ${TEXT.restored}`)}
              onAsk={(deed) => setAsked({ deed, member })}
            />
          )}
        </For>
      </Table>
      <ConfirmDialog
        open={memberFor("suspend") !== undefined}
        onOpenChange={(isOpen) => !isOpen && close()}
        title={TEXT.suspendDialog.title}
        confirmLabel={TEXT.suspendDialog.confirm}
        busy={edits.change.isPending}
        onConfirm={suspend}
      >
        <strong>{memberFor("suspend")?.name}</strong>: {TEXT.suspendDialog.text}
      </ConfirmDialog>
      <ConfirmDialog
        open={memberFor("remove") !== undefined}
        onOpenChange={(isOpen) => !isOpen && close()}
        title={TEXT.removeDialog.title}
        confirmLabel={TEXT.removeDialog.confirm}
        busy={edits.remove.isPending}
        onConfirm={remove}
      >
        <strong>{memberFor("remove")?.name}</strong>: {TEXT.removeDialog.text}
      </ConfirmDialog>
      <RoleDialog change={roleChange()} busy={edits.change.isPending} onConfirm={setRole} onClose={close} />
      <TransferDialog member={memberFor("transfer")} onClose={close} />
    </>
  );
}
