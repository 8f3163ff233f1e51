import { Navigate, type RouteSectionProps, useLocation } from "@solidjs/router";
import { Match, Suspense, Switch } from "solid-js";
import { type SessionState, useSession } from "../../data/session.tsx";
import { ProblemPanel } from "../../ui/problem-panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { signInHref } from "../sign-in/next.ts";
import { NarrowBar } from "./narrow-bar.tsx";
import "./shell.css";
import { Sidebar } from "./sidebar.tsx";
import { TEXT } from "./text.ts";

/** The frame of every page behind the sign-in. */
export function Shell(props: RouteSectionProps) {
  const session = useSession();
  const location = useLocation();
  return (
    <Switch fallback={<Checking />}>
      <Match when={signedOut(session.state())}>
        {(state) => <Navigate href={state().isChosen ? "/sign-in" : signInHref(location.pathname + location.search)} />}
      </Match>
      <Match when={problemOf(session.state())}>
        {(box) => (
          <main id="main" class="crash" tabIndex={-1}>
            <ProblemPanel error={box().error} onRetry={() => void session.check()} />
          </main>
        )}
      </Match>
      <Match when={session.state().kind === "signed-in"}>
        <div class="shell">
          {/* "external" keeps the router from taking the click: only the browser itself moves the focus. */}
          <a class="skip-link" href="#main" rel="external">
            {TEXT.skip}
          </a>
          <NarrowBar />
          <Sidebar />
          <main id="main" class="main" tabIndex={-1}>
            <Suspense fallback={<Skeleton lines={5} />}>{props.children}</Suspense>
          </main>
        </div>
      </Match>
    </Switch>
  );
}

function signedOut(state: SessionState) {
  return state.kind === "signed-out" ? state : undefined;
}

function problemOf(state: SessionState) {
  return state.kind === "problem" ? state : undefined;
}

function Checking() {
  return (
    <main id="main" class="crash" tabIndex={-1} aria-busy="true">
      <p class="visually-hidden" role="status">
        {TEXT.checking}
      </p>
      <Skeleton lines={4} />
    </main>
  );
}
