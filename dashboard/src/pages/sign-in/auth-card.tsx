import { A, Navigate, useSearchParams } from "@solidjs/router";
import { type JSX, onMount, Show } from "solid-js";
import { useSession } from "../../data/session.tsx";
import { usePageTitle } from "../../lib/title.ts";
import { Form } from "../../ui/form.tsx";
import { Mark } from "../shell/brand.tsx";
import "./auth.css";
import { safeNext } from "./next.ts";
import { explainRefusal } from "./text.ts";

interface AuthCardProps {
  text: { title: string; lead: string; submit: string; other: string; otherLink: string };
  otherHref: string;
  onOther?: () => void;
  /** Also for whoever is signed in already. */
  isForAll?: boolean;
  /** Took the place of a form that had the focus. */
  isNextStep?: boolean;
  submit: () => Promise<unknown>;
  /** Shown in place of the form, once there is nothing more to do here. */
  notice?: string | undefined;
  /** What may still be done below the notice. */
  afterwards?: JSX.Element;
  /** Other ways in, below the form. */
  more?: JSX.Element;
  children: (isChecked: () => boolean) => JSX.Element;
}

export function AuthCard(props: AuthCardProps) {
  const session = useSession();
  const [search] = useSearchParams<{ next?: string }>();
  usePageTitle(() => [props.text.title]);
  const mayStay = () => props.isForAll === true || session.state().kind !== "signed-in";
  let card: HTMLDivElement | undefined;
  onMount(() => props.isNextStep && card?.querySelector("input")?.focus());
  return (
    <Show when={mayStay()} fallback={<Navigate href={safeNext(search.next)} />}>
      <main id="main" class="auth" tabIndex={-1}>
        <div ref={card} class="auth-card">
          <div class="stack stack-tight">
            <Mark />
            <h1>{props.text.title}</h1>
            <p class="soft">{props.text.lead}</p>
          </div>
          <Show when={props.notice === undefined} fallback={<Notice text={props.notice} more={props.afterwards} />}>
            <Form submitLabel={props.text.submit} onSubmit={props.submit} explain={explainRefusal}>
              {props.children}
            </Form>
            {props.more}
          </Show>
          <p class="small soft">
            {props.text.other}{" "}
            <A
              href={props.otherHref + (search.next ? `?next=${encodeURIComponent(search.next)}` : "")}
              onClick={() => props.onOther?.()}
            >
              {props.text.otherLink}
            </A>
          </p>
        </div>
      </main>
    </Show>
  );
}

function Notice(props: { text: string | undefined; more: JSX.Element }) {
  let line: HTMLParagraphElement | undefined;
  // The form that had the focus is gone.
  onMount(() => line?.focus());
  return (
    <div class="stack">
      <p ref={line} role="status" tabIndex={-1}>
        {props.text}
      </p>
      {props.more}
    </div>
  );
}
