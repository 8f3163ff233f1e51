import * as Dialog from "@kobalte/core/dialog";
import { useLocation } from "@solidjs/router";
import { createEffect, createSignal, on } from "solid-js";
import { Icon } from "../../ui/icon.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { Brand } from "./brand.tsx";
import { Navigation } from "./navigation.tsx";
import { TEXT } from "./text.ts";
import { WorkspaceMenu } from "./workspace-menu.tsx";

/** The sidebar's stand-in where there is no room for one: a bar with a drawer. */
export function NarrowBar() {
  const location = useLocation();
  const [isOpen, setOpen] = createSignal(false);
  createEffect(
    on(
      () => location.pathname,
      () => setOpen(false),
    ),
  );
  return (
    <header class="narrow-bar">
      <Dialog.Root open={isOpen()} onOpenChange={setOpen}>
        <Dialog.Trigger class="icon-button" aria-label={TEXT.openNavigation}>
          <Icon name="menu" />
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay class="dialog-overlay" />
          <Dialog.Content class="drawer" aria-label={TEXT.navigation}>
            <div class="drawer-head">
              <Brand />
              <Dialog.CloseButton class="icon-button" aria-label={TEXT.closeNavigation}>
                <Icon name="close" />
              </Dialog.CloseButton>
            </div>
            <WorkspaceMenu />
            <Navigation />
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
      <Brand />
      <AccountMenu isCompact />
    </header>
  );
}
