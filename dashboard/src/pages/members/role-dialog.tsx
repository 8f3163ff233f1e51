import type { Member, MemberRole } from "@netvexa/contract/http/members";
import { useSignedIn } from "../../data/session.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { roleName, TEXT } from "./text.ts";

export interface RoleChange {
  member: Member;
  role: MemberRole;
}

/** Whether whoever makes the change could not simply take it back. */
export function isGrave({ member, role }: RoleChange, ownId: string): boolean {
  return role === "owner" || member.role === "owner" || member.userId === ownId;
}

/** Open while there is such a change to think about. */
export function RoleDialog(props: {
  change: RoleChange | undefined;
  busy: boolean;
  onConfirm: (change: RoleChange) => void;
  onClose: () => void;
}) {
  const signedIn = useSignedIn();
  const copy = TEXT.roleDialog;
  const text = () => {
    if (props.change?.member.userId === signedIn().user.id) return copy.own;
    return props.change?.role === "owner" ? copy.owner : copy.former;
  };
  return (
    <ConfirmDialog
      open={props.change !== undefined}
      onOpenChange={(isOpen) => !isOpen && props.onClose()}
      title={copy.title}
      confirmLabel={copy.confirm}
      busy={props.busy}
      onConfirm={() => props.change && props.onConfirm(props.change)}
    >
      <strong>
        {props.change?.member.name}, {roleName(props.change?.role ?? "viewer")}
      </strong>
      : {text()}
    </ConfirmDialog>
  );
}
