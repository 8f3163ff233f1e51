import type { Agent } from "@netvexa/contract/http/agents";
import { type RouteSectionProps, useParams } from "@solidjs/router";
import { useQueryClient } from "@tanstack/solid-query";
import { type Accessor, type JSX, onCleanup, onMount, Show, Suspense } from "solid-js";
import { useAgentQuery } from "../../data/agents.ts";
import { createUploads } from "../../data/create-uploads.ts";
import { useApi } from "../../data/session.tsx";
import { sourceKeys } from "../../data/sources.ts";
import { makeUploadSteps } from "../../data/upload-file.ts";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { notify } from "../../ui/toast.tsx";
import { AgentContext } from "./agent-context.ts";
import "./agent.css";
import { AgentHeader } from "./agent-header.tsx";
import { LeaveGuard } from "./leave-guard.tsx";
import { TEXT } from "./text.ts";

export function AgentLayout(props: RouteSectionProps) {
  const params = useParams<{ agentId: string }>();
  return (
    <Show when={params.agentId} keyed>
      {(agentId) => <OneAgent agentId={agentId}>{props.children}</OneAgent>}
    </Show>
  );
}

function OneAgent(props: { agentId: string; children: JSX.Element }) {
  const agent = useAgentQuery(() => props.agentId);
  return (
    <QueryStates query={agent} loadingLabel={TEXT.loading} skeleton={<Skeleton lines={5} />}>
      {(data) => (
        <ReadyAgent agentId={props.agentId} agent={data}>
          {props.children}
        </ReadyAgent>
      )}
    </QueryStates>
  );
}

function ReadyAgent(props: { agentId: string; agent: Accessor<Agent>; children: JSX.Element }) {
  const api = useApi();
  const client = useQueryClient();
  const uploads = createUploads({
    steps: makeUploadSteps(api, () => props.agentId),
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
    onStored: (name) => {
      notify("success", `${name} is uploaded and being read.`);
      return client.invalidateQueries({ queryKey: sourceKeys.list(props.agentId) });
    },
  });

  function warn(event: BeforeUnloadEvent): void {
    if (uploads.isBusy()) event.preventDefault();
  }
  onMount(() => window.addEventListener("beforeunload", warn));
  onCleanup(() => {
    window.removeEventListener("beforeunload", warn);
    uploads.stop();
  });

  return (
    <AgentContext.Provider value={{ agentId: () => props.agentId, agent: () => props.agent(), uploads }}>
      <div class="stack stack-loose">
        <AgentHeader />
        <Suspense fallback={<Skeleton lines={4} />}>{props.children}</Suspense>
      </div>
      <LeaveGuard />
    </AgentContext.Provider>
  );
}
