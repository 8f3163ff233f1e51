import { useNavigate } from "@solidjs/router";
import { Show } from "solid-js";
import { useSession } from "../../data/session.tsx";
import { currentTheme, setTheme } from "../../lib/theme.ts";
import { Icon } from "../../ui/icon.tsx";
import { Menu, MenuChoice, MenuItem, MenuLine } from "../../ui/menu.tsx";
import { notify } from "../../ui/toast.tsx";
import { TEXT } from "./text.ts";

export function AccountMenu(props: { isCompact?: boolean }) {
  const session = useSession();
  const navigate = useNavigate();
  const user = () => {
    const state = session.state();
    return state.kind === "signed-in" ? state.user : { name: "", email: "" };
  };

  async function leave(): Promise<void> {
    try {
      await session.signOut();
    } catch {
      notify("problem", "Signing out did not work. Check your connection and try again.");
    }
  }

  return (
    <Menu
      triggerClass={props.isCompact ? "account account-compact" : "account"}
      trigger={
        <>
          <span class="visually-hidden">
            {TEXT.account}: {props.isCompact ? user().email : ""}
          </span>
          <span class="avatar" aria-hidden="true">
            {initialOf(user().name || user().email)}
          </span>
          <Show when={!props.isCompact}>
            <span class="account-names">
              <span class="account-name truncate">{user().name}</span>
              <span class="account-email truncate">{user().email}</span>
            </span>
            <Icon name="chevronDown" />
          </Show>
        </>
      }
    >
      <MenuChoice label={TEXT.theme} value={currentTheme()} options={TEXT.themes} onChange={setTheme} />
      <MenuLine />
      <MenuItem icon="key" onSelect={() => navigate("/account")}>
        {TEXT.yourAccount}
      </MenuItem>
      <MenuItem icon="signOut" onSelect={() => void leave()}>
        {TEXT.signOut}
      </MenuItem>
    </Menu>
  );
}

function initialOf(name: string): string {
  return (Array.from(name.trim())[0] ?? "?").toUpperCase();
}
