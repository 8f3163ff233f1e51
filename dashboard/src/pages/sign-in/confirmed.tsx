import { A, useSearchParams } from "@solidjs/router";
import { Show } from "solid-js";
import { type SessionState, useSession } from "../../data/session.tsx";
import { usePageTitle } from "../../lib/title.ts";
import { Mark } from "../shell/brand.tsx";
import "./auth.css";
import { ResendLink } from "./resend-link.tsx";
import { TEXT } from "./text.ts";

const copy = TEXT.confirmed;

/** Where the link of the confirmation mail ends, whether it was good or not. */
export function Confirmed() {
  const session = useSession();
  const [search] = useSearchParams<{ error?: string }>();
  const user = () => userOf(session.state());
  const isGood = () => search.error === undefined || user()?.emailVerified === true;
  const title = () => (isGood() ? copy.title : copy.badTitle);
  usePageTitle(() => [title()]);
  return (
    <main id="main" class="auth" tabIndex={-1}>
      <div class="auth-card">
        <div class="stack stack-tight">
          <Mark />
          <h1>{title()}</h1>
        </div>
        <Show when={session.state().kind !== "checking"}>
          <div class="stack">
            <p role="status">{isGood() ? copy.good : copy.bad}</p>
            <Show when={!isGood()}>
              <Show when={user()} fallback={<p>{copy.badSignedOut}</p>}>
                {(person) => <ResendLink email={person().email} />}
              </Show>
            </Show>
            <p>
              <A href={user() ? "/agents" : "/sign-in"}>{user() ? copy.goOn : copy.signIn}</A>
            </p>
          </div>
        </Show>
      </div>
    </main>
  );
}

function userOf(state: SessionState) {
  return state.kind === "signed-in" ? state.user : undefined;
}
