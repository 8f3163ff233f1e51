import { A, useLocation } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";
import { useSession } from "../../data/session.tsx";
import { tokenOfHash } from "../../lib/hash-token.ts";
import { usePageTitle } from "../../lib/title.ts";
import { Mark } from "../shell/brand.tsx";
import "../sign-in/auth.css";
import { InvitationOffer } from "./invitation-offer.tsx";
import { ACCEPT_TEXT as TEXT } from "./text.ts";

/** Where the link of an invitation leads, whoever opens it. */
export function AcceptInvitation() {
  const session = useSession();
  const location = useLocation();
  usePageTitle(() => [TEXT.title]);
  const token = () => tokenOfHash(location.hash);
  const user = () => {
    const state = session.state();
    return state.kind === "signed-in" ? state.user : undefined;
  };
  return (
    <main id="main" class="auth" tabIndex={-1}>
      <div class="auth-card">
        <div class="stack stack-tight">
          <Mark />
          <h1>{TEXT.title}</h1>
        </div>
        <Show when={session.state().kind !== "checking"}>
          <Switch fallback={<SignInFirst next={`/invitation${location.hash}`} />}>
            <Match when={token() === ""}>
              <p role="status">{TEXT.noToken}</p>
            </Match>
            <Match when={user()}>{(person) => <InvitationOffer token={token()} email={person().email} />}</Match>
          </Switch>
        </Show>
      </div>
    </main>
  );
}

function SignInFirst(props: { next: string }) {
  const query = () => `?next=${encodeURIComponent(props.next)}`;
  return (
    <>
      <p>{TEXT.signInFirst}</p>
      <p>
        <A href={`/sign-in${query()}`}>{TEXT.signIn}</A> · <A href={`/sign-up${query()}`}>{TEXT.signUp}</A>
      </p>
    </>
  );
}
