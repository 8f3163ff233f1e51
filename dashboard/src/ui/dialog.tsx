import * as Base from "@kobalte/core/dialog";
import { type JSX, Show } from "solid-js";
import "./dialog.css";
import { createFocusReturn } from "./focus-return.ts";
import { Icon } from "./icon.tsx";

interface DialogProps {
  open: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  description?: string;
  wide?: boolean;
  /** Holds what cannot be shown again: only a button of its own closes it, no stray key or click. */
  isLastLook?: boolean;
  children: JSX.Element;
}

/** Focus starts in the first field, not on the button that closes the dialog. */
function focusFirstField(event: Event): void {
  const field = document.querySelector<HTMLElement>(".dialog :is(input:not([type=radio]), textarea)");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

/** A modal dialog: takes the focus, keeps it, and gives it back to what opened it. */
export function Dialog(props: DialogProps) {
  const returnFocus = createFocusReturn(() => props.open);
  return (
    <Base.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Base.Portal>
        <Base.Overlay class="dialog-overlay" />
        <div class="dialog-place">
          <Base.Content
            class={`dialog ${props.wide ? "dialog-wide" : ""}`}
            onOpenAutoFocus={focusFirstField}
            onCloseAutoFocus={returnFocus}
            onEscapeKeyDown={(event) => props.isLastLook && event.preventDefault()}
            onInteractOutside={(event) => props.isLastLook && event.preventDefault()}
          >
            <header class="dialog-header">
              <Base.Title class="dialog-title">{props.title}</Base.Title>
              <Show when={!props.isLastLook}>
                <Base.CloseButton class="icon-button" aria-label="Close">
                  <Icon name="close" />
                </Base.CloseButton>
              </Show>
            </header>
            <Show when={props.description}>
              <Base.Description class="dialog-description">{props.description}</Base.Description>
            </Show>
            {props.children}
          </Base.Content>
        </div>
      </Base.Portal>
    </Base.Root>
  );
}

export function DialogActions(props: { children: JSX.Element }) {
  return <footer class="dialog-actions">{props.children}</footer>;
}
