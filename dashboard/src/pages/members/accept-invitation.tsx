import type { Joined } from "@netvexa/contract/http/members";
import { A, useLocation, useNavigate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { toApiProblem } from "../../data/api-problem.ts";
import { useSession } from "../../data/session.tsx";
import { tokenOfHash } from "../../lib/hash-token.ts";
import { usePageTitle } from "../../lib/title.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemPanel } from "../../ui/problem-panel.tsx";
import { Mark } from "../shell/brand.tsx";
import "../sign-in/auth.css";
import "../../ui/form.css";
import { ACCEPT_TEXT as TEXT } from "./text.ts";

export function AcceptInvitation() {
  const session = useSession();
  const location = useLocation();
  const navigate = useNavigate();
  const [isBusy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<unknown>();
  usePageTitle(() => [TEXT.title]);
  const user = () => {
    const state = session.state();
    return state.kind === "signed-in" ? state.user : undefined;
  };

  async function join(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      const body = { token: tokenOfHash(location.hash) };
      const { tenantId } = await session.api.json<Joined>("/v1/invitations/accept", { method: "POST", body });
      await session.chooseTenant(tenantId);
      navigate("/agents");
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  return (
    <main id="main" class="auth" tabIndex={-1}>
      <div class="auth-card">
        <div class="stack stack-tight">
          <Mark />
          <h1>{TEXT.title}</h1>
          <p class="soft">{TEXT.lead}</p>
        </div>
        <Show when={error()}>{(failure) => <Refusal error={failure()} />}</Show>
        <Show when={user()} fallback={<SignInFirst next={`/invitation${location.hash}`} />}>
          {(person) => (
            <>
              <p>
                {TEXT.as} <strong>{person().email}</strong>.
              </p>
              <Button variant="primary" busy={isBusy()} onClick={() => void join()}>
                {TEXT.join}
              </Button>
            </>
          )}
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

function Refusal(props: { error: unknown }) {
  return (
    <Show when={toApiProblem(props.error).code === "not_found"} fallback={<ProblemPanel error={props.error} />}>
      <p class="form-refusal" role="alert">
        {TEXT.refused}
      </p>
    </Show>
  );
}
