import { AccountMenu } from "./account-menu.tsx";
import { Brand } from "./brand.tsx";
import { Navigation } from "./navigation.tsx";
import { WorkspaceMenu } from "./workspace-menu.tsx";

export function Sidebar() {
  return (
    <header class="sidebar">
      <div class="stack stack-tight">
        <Brand />
        <WorkspaceMenu />
      </div>
      <Navigation />
      <AccountMenu />
    </header>
  );
}
