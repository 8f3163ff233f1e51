import { useNavigate } from "@solidjs/router";
import { Show } from "solid-js";
import { useCurrentWorkspace, useWorkspaces } from "../../data/workspace.ts";
import { Icon } from "../../ui/icon.tsx";
import { Menu, MenuChoice } from "../../ui/menu.tsx";
import { roleName } from "../members/text.ts";
import { TEXT } from "./text.ts";

/** Where everything on the screen belongs to, and the way to the others. */
export function WorkspaceMenu() {
  const workspaces = useWorkspaces();
  const current = useCurrentWorkspace();
  const navigate = useNavigate();
  const all = () => (workspaces.isPending || !workspaces.data ? [] : workspaces.data.items);
  const names = () => (
    <span class="account-names">
      <span class="account-name truncate">{current()?.name}</span>
      <span class="account-email">{roleName(current()?.role ?? "viewer")}</span>
    </span>
  );
  return (
    <Show when={current()}>
      {(present) => (
        <Show when={all().length > 1} fallback={<p class="workspace">{names()}</p>}>
          <Menu
            triggerClass="account"
            trigger={
              <>
                <span class="visually-hidden">{TEXT.switchWorkspace}:</span>
                {names()}
                <Icon name="chevronDown" />
              </>
            }
          >
            <MenuChoice
              label={TEXT.workspaces}
              value={present().id as string}
              options={all().map(({ id, name }) => ({ value: id, label: name, icon: "workspace" as const }))}
              closes
              onChange={(id) => id !== present().id && navigate(`/switch/${id}`)}
            />
          </Menu>
        </Show>
      )}
    </Show>
  );
}
