import * as AlertDialog from "@kobalte/core/alert-dialog";
import type { JSX } from "solid-js";
import { Button } from "./button.tsx";
import "./dialog.css";
import { createFocusReturn } from "./focus-return.ts";

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  /** What will be lost, in plain words. */
  children: JSX.Element;
  confirmLabel: string;
  cancelLabel?: string;
  busy?: boolean;
  onConfirm: () => void;
}

/** Asks before something is lost. The safe button has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const returnFocus = createFocusReturn(() => props.open);
  return (
    <AlertDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay class="dialog-overlay" />
        <div class="dialog-place">
          <AlertDialog.Content class="dialog" onCloseAutoFocus={returnFocus}>
            <AlertDialog.Title class="dialog-title">{props.title}</AlertDialog.Title>
            <AlertDialog.Description class="dialog-description">{props.children}</AlertDialog.Description>
            <div class="dialog-actions">
              <Button onClick={() => props.onOpenChange(false)}>{props.cancelLabel ?? "Cancel"}</Button>
              <Button variant="danger" busy={props.busy ?? false} onClick={() => props.onConfirm()}>
                {props.confirmLabel}
              </Button>
            </div>
          </AlertDialog.Content>
        </div>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
