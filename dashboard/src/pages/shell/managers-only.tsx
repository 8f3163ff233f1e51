import { type JSX, Show } from "solid-js";
import { useIsManager, useWorkspaces } from "../../data/workspace.ts";
import { QueryStates } from "../../ui/query-states.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { TEXT } from "./text.ts";

/**
 * For what owners and admins alone may see: nobody else's page even asks for it, because every refused call stands in
 * the audit log. The server decides all the same.
 */
export function ManagersOnly(props: { otherwise: string; children: JSX.Element }) {
  const workspaces = useWorkspaces();
  const isManager = useIsManager();
  return (
    <QueryStates query={workspaces} loadingLabel={TEXT.checking} skeleton={<Skeleton lines={3} />}>
      {() => (
        <Show when={isManager()} fallback={<p class="soft">{props.otherwise}</p>}>
          {props.children}
        </Show>
      )}
    </QueryStates>
  );
}
