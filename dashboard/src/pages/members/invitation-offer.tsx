import type { InvitationOffer as Offer } from "@netvexa/contract/http/members";
import { useNavigate } from "@solidjs/router";
import { createSignal, Match, Show, Switch } from "solid-js";
import { toApiProblem } from "../../data/api-problem.ts";
import { useInvitationOffer, useJoin } from "../../data/members.ts";
import { useSession } from "../../data/session.tsx";
import { Button } from "../../ui/button.tsx";
import "../../ui/form.css";
import { ProblemPanel } from "../../ui/problem-panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { roleMeaning, roleName, ACCEPT_TEXT as TEXT } from "./text.ts";

/** For somebody who is signed in: what they are invited to, or why they are not. */
export function InvitationOffer(props: { token: string; email: string }) {
  const offer = useInvitationOffer(() => props.token);
  const isUnknown = () => offer.isError && toApiProblem(offer.error).code === "not_found";
  return (
    <div class="stack">
      <Switch>
        <Match when={offer.isPending}>
          <div aria-busy="true">
            <p class="visually-hidden" role="status">
              {TEXT.loading}
            </p>
            <Skeleton lines={2} />
          </div>
        </Match>
        <Match when={isUnknown()}>
          <p class="form-refusal" role="alert">
            {TEXT.refused}
          </p>
        </Match>
        <Match when={offer.isError}>
          <ProblemPanel error={offer.error} onRetry={() => void offer.refetch()} />
        </Match>
        <Match when={offer.data}>{(found) => <Join offer={found()} token={props.token} />}</Match>
      </Switch>
      <Account email={props.email} />
    </div>
  );
}

function Join(props: { offer: Offer; token: string }) {
  const join = useJoin();
  const navigate = useNavigate();
  return (
    <div class="stack">
      <Show when={join.isError}>
        <ProblemPanel error={join.error} />
      </Show>
      <p>
        <strong>{props.offer.inviter}</strong> {TEXT.invites} <strong>{props.offer.workspace}</strong>{" "}
        {TEXT.role(roleName(props.offer.role))}
      </p>
      <p class="soft small">{roleMeaning(props.offer.role)}</p>
      <Button
        variant="primary"
        busy={join.isPending}
        onClick={() => join.mutate(props.token, { onSuccess: () => navigate("/agents") })}
      >
        {TEXT.join}
      </Button>
    </div>
  );
}

/** An invitation is for one address, so whoever is here with another one needs a way out of it. */
function Account(props: { email: string }) {
  const session = useSession();
  const [isBusy, setBusy] = createSignal(false);
  async function leave(): Promise<void> {
    setBusy(true);
    try {
      await session.signOut();
    } finally {
      setBusy(false);
    }
  }
  return (
    <div class="stack stack-tight">
      <p class="small soft">
        {TEXT.as} <strong>{props.email}</strong>.
      </p>
      <Button size="small" busy={isBusy()} onClick={() => void leave()}>
        {TEXT.other}
      </Button>
    </div>
  );
}
