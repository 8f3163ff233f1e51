import { A, Navigate, useSearchParams } from "@solidjs/router";
import { createSignal, type JSX, Show } from "solid-js";
import { AuthRefused } from "../../data/auth.ts";
import { useSession } from "../../data/session.tsx";
import { usePageTitle } from "../../lib/title.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemPanel } from "../../ui/problem-panel.tsx";
import { Mark } from "../shell/brand.tsx";
import "./auth.css";
import { safeNext } from "./next.ts";
import { REFUSALS } from "./text.ts";

interface AuthCardProps {
  text: { title: string; lead: string; submit: string; other: string; otherLink: string };
  otherHref: string;
  /** Shows the faults of the fields and says whether there are none. */
  validate: () => boolean;
  submit: () => Promise<void>;
  /** Shown in place of the form, once there is nothing more to do here. */
  notice?: string | undefined;
  children: JSX.Element;
}

export function AuthCard(props: AuthCardProps) {
  const session = useSession();
  const [search] = useSearchParams<{ next?: string }>();
  const [isBusy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<unknown>();
  usePageTitle(() => [props.text.title]);

  async function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    setError(undefined);
    if (!props.validate()) {
      form.querySelector<HTMLElement>("[aria-invalid]")?.focus();
      return;
    }
    setBusy(true);
    try {
      await props.submit();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Show when={session.state().kind !== "signed-in"} fallback={<Navigate href={safeNext(search.next)} />}>
      <main id="main" class="auth" tabIndex={-1}>
        <div class="auth-card">
          <div class="stack stack-tight">
            <Mark />
            <h1>{props.text.title}</h1>
            <p class="soft">{props.text.lead}</p>
          </div>
          <Show when={error()}>{(failure) => <Refusal error={failure()} />}</Show>
          <Show when={props.notice === undefined} fallback={<p role="status">{props.notice}</p>}>
            <form class="stack" noValidate onSubmit={(event) => void submit(event)}>
              {props.children}
              <Button type="submit" variant="primary" busy={isBusy()}>
                {props.text.submit}
              </Button>
            </form>
          </Show>
          <p class="small soft">
            {props.text.other}{" "}
            <A href={props.otherHref + (search.next ? `?next=${encodeURIComponent(search.next)}` : "")}>
              {props.text.otherLink}
            </A>
          </p>
        </div>
      </main>
    </Show>
  );
}

function Refusal(props: { error: unknown }) {
  const refused = () => (props.error instanceof AuthRefused ? props.error.refusal : undefined);
  return (
    <Show when={refused()} fallback={<ProblemPanel error={props.error} />}>
      {(refusal) => (
        <p class="auth-refusal" role="alert">
          {REFUSALS[refusal()]}
        </p>
      )}
    </Show>
  );
}
