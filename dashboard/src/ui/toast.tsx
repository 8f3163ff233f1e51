import { Toast, toaster } from "@kobalte/core/toast";
import { Portal } from "solid-js/web";
import { Icon, type IconName } from "./icon.tsx";
import "./toast.css";

type Tone = "success" | "problem";
const ICONS: Record<Tone, IconName> = { success: "check", problem: "warning" };

/** Says a short thing, in sight and to a screen reader. */
export function notify(tone: Tone, message: string): void {
  toaster.show((props) => (
    <Toast
      as="div"
      toastId={props.toastId}
      class={`toast toast-${tone}`}
      priority={tone === "problem" ? "high" : "low"}
    >
      <Icon name={ICONS[tone]} />
      <Toast.Description class="toast-text">{message}</Toast.Description>
      <Toast.CloseButton class="icon-button" aria-label="Dismiss">
        <Icon name="close" />
      </Toast.CloseButton>
    </Toast>
  ));
}

export function ToastRegion() {
  return (
    <Portal>
      <Toast.Region duration={6_000} limit={3} topLayer>
        {/* The toasts have a role of their own, which an item of a list may not have. */}
        <Toast.List as="div" class="toast-list" />
      </Toast.Region>
    </Portal>
  );
}
