import { AccountMenu } from "./account-menu.tsx";
import { Brand } from "./brand.tsx";
import { Navigation } from "./navigation.tsx";

export function Sidebar() {
  return (
    <header class="sidebar">
      <Brand />
      <Navigation />
      <AccountMenu />
    </header>
  );
}
