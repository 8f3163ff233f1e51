import type { Member } from "@netvexa/contract/http/members";
import { MEMBER_ROLES, type MemberRole } from "@netvexa/contract/roles";
import { For, Show } from "solid-js";
import { useSignedIn } from "../../data/session.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import "../../ui/field.css";
import { Time } from "../../ui/time.tsx";
import type { Deed } from "./member-table.tsx";
import { roleMeaning, roleName, TEXT } from "./text.ts";

interface MemberRowProps {
  member: Member;
  ownRole: MemberRole | undefined;
  onRole: (role: MemberRole) => void;
  onRestore: () => void;
  onAsk: (deed: Deed) => void;
}

export function MemberRow(props: MemberRowProps) {
  const signedIn = useSignedIn();
  const isSelf = () => props.member.userId === signedIn().user.id;
  const isOwner = () => props.ownRole === "owner";
  /** Owners are the business of owners. */
  const mayChange = () => isOwner() || (props.ownRole === "admin" && props.member.role !== "owner");
  return (
    <tr>
      <th scope="row">
        <span class="member-name">
          {props.member.name}
          <Show when={isSelf()}>
            <Badge tone="accent">{TEXT.you}</Badge>
          </Show>
          <Show when={props.member.suspendedAt}>
            <Badge tone="warning">{TEXT.suspended}</Badge>
          </Show>
        </span>
        <span class="soft small member-email">{props.member.email}</span>
      </th>
      <td data-label={TEXT.columns.role}>
        <Show when={mayChange()} fallback={roleName(props.member.role)}>
          <RoleSelect member={props.member} isOwner={isOwner()} onChange={props.onRole} />
        </Show>
      </td>
      <td data-label={TEXT.columns.factor}>{props.member.hasSecondFactor ? TEXT.factorOn : TEXT.factorOff}</td>
      <td class="member-joined" data-label={TEXT.columns.joined}>
        <Time at={props.member.joinedAt} />
      </td>
      <td class="table-actions">
        <Show when={mayChange() && !isSelf()}>
          <Deeds {...props} isOwner={isOwner()} />
        </Show>
      </td>
    </tr>
  );
}

function RoleSelect(props: { member: Member; isOwner: boolean; onChange: (role: MemberRole) => void }) {
  const roles = () => MEMBER_ROLES.filter((role) => props.isOwner || role !== "owner");
  return (
    <select
      class="input select role-select"
      aria-label={`${TEXT.roleOf} ${props.member.name}`}
      title={roleMeaning(props.member.role)}
      onChange={(event) => {
        const role = event.currentTarget.value as MemberRole;
        // Shows what is so until the change has been made: it may be refused.
        event.currentTarget.value = props.member.role;
        props.onChange(role);
      }}
    >
      <For each={roles()}>
        {(role) => (
          <option value={role} selected={role === props.member.role}>
            {roleName(role)}
          </option>
        )}
      </For>
    </select>
  );
}

function Deeds(props: MemberRowProps & { isOwner: boolean }) {
  const hiddenName = () => <span class="visually-hidden"> {props.member.name}</span>;
  const isSuspended = () => props.member.suspendedAt !== undefined;
  return (
    <div class="table-deeds">
      <Show when={props.member.role !== "owner"}>
        <Show
          when={isSuspended()}
          fallback={
            <Button size="small" onClick={() => props.onAsk("suspend")}>
              {TEXT.suspend}
              {hiddenName()}
            </Button>
          }
        >
          <Button size="small" onClick={() => props.onRestore()}>
            {TEXT.restore}
            {hiddenName()}
          </Button>
        </Show>
        <Show when={props.isOwner && !isSuspended()}>
          <Button size="small" onClick={() => props.onAsk("transfer")}>
            {TEXT.transfer}
            {hiddenName()}
          </Button>
        </Show>
      </Show>
      <Button size="small" onClick={() => props.onAsk("remove")}>
        {TEXT.remove}
        {hiddenName()}
      </Button>
    </div>
  );
}
