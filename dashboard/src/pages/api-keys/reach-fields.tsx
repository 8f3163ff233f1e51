import { createUniqueId, For, type JSX, Show } from "solid-js";
import { useAgents } from "../../data/agents.ts";
import { itemsOf } from "../../data/paging.ts";
import { Select } from "../../ui/field.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import type { Reach, Span } from "./create-reach.ts";
import { SCOPE_GROUPS, TEXT } from "./text.ts";

const copy = TEXT.dialog;

/** Access, agents and end of a new key. */
export function ReachFields(props: { reach: Reach; isChecked: boolean }) {
  const { reach } = props;
  return (
    <>
      <Segmented label={copy.access} options={copy.accesses} value={reach.access()} onChange={reach.setAccess} />
      <Show when={reach.access() === "some"}>
        <For each={SCOPE_GROUPS}>
          {(group) => (
            <Checks label={group.label}>
              <For each={group.scopes}>
                {(scope) => (
                  <Check
                    label={scope.label}
                    checked={reach.scopes().includes(scope.value)}
                    isFaulty={props.isChecked && reach.hasNoScope()}
                    onChange={() => reach.toggleScope(scope.value)}
                  />
                )}
              </For>
            </Checks>
          )}
        </For>
        <p class="field-error" aria-live="polite">
          {props.isChecked && reach.hasNoScope() ? copy.scopeError : ""}
        </p>
      </Show>
      <Segmented
        label={copy.agents}
        options={copy.agentChoices}
        value={reach.isLimited() ? "some" : "all"}
        onChange={(value) => reach.setLimited(value === "some")}
      />
      <Show when={reach.isLimited()}>
        <AgentChecks reach={reach} isFaulty={props.isChecked && reach.hasNoAgent()} />
        <p class="field-error" aria-live="polite">
          {props.isChecked && reach.hasNoAgent() ? copy.agentError : ""}
        </p>
      </Show>
      <Select
        label={copy.ends}
        options={copy.spans}
        value={reach.span()}
        onChange={(event) => reach.setSpan(event.currentTarget.value as Span)}
      />
    </>
  );
}

function AgentChecks(props: { reach: Reach; isFaulty: boolean }) {
  const agents = useAgents();
  return (
    <Checks label={copy.agentList}>
      <Show when={agents.isSuccess} fallback={<span class="soft small">{copy.agentsLoading}</span>}>
        <For each={agents.data ? itemsOf(agents.data) : []}>
          {(agent) => (
            <Check
              label={agent.name}
              checked={props.reach.agents().includes(agent.id)}
              isFaulty={props.isFaulty}
              onChange={() => props.reach.toggleAgent(agent.id)}
            />
          )}
        </For>
        <LoadMore query={agents} />
      </Show>
    </Checks>
  );
}

function Checks(props: { label: string; children: JSX.Element }) {
  return (
    <fieldset class="checks">
      <legend class="field-label">{props.label}</legend>
      {props.children}
    </fieldset>
  );
}

function Check(props: { label: string; checked: boolean; isFaulty: boolean; onChange: () => void }) {
  const id = createUniqueId();
  return (
    <label class="check" for={id}>
      <input
        id={id}
        type="checkbox"
        checked={props.checked}
        aria-invalid={props.isFaulty ? true : undefined}
        onChange={() => props.onChange()}
      />
      <span>{props.label}</span>
    </label>
  );
}
