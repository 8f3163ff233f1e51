import { type RouteSectionProps, useLocation } from "@solidjs/router";
import { createEffect, ErrorBoundary, on, Suspense } from "solid-js";
import { pageTitle } from "../../lib/title.ts";
import { ToastRegion } from "../../ui/toast.tsx";
import { Crash } from "./crash.tsx";

/** What surrounds every page: late code, crashes, announcements and messages. */
export function Root(props: RouteSectionProps) {
  const location = useLocation();
  // A navigation that removed the focused element would leave the keyboard at the top of the document.
  createEffect(
    on(
      () => location.pathname,
      () => {
        queueMicrotask(() => {
          const isLost = document.activeElement === null || document.activeElement === document.body;
          if (isLost) document.getElementById("main")?.focus({ preventScroll: true });
        });
      },
      { defer: true },
    ),
  );
  return (
    <>
      <p class="visually-hidden" aria-live="polite" aria-atomic="true">
        {pageTitle()}
      </p>
      <ErrorBoundary fallback={(error) => <Crash error={error} />}>
        <Suspense>{props.children}</Suspense>
      </ErrorBoundary>
      <ToastRegion />
    </>
  );
}
