import { createMemo, createSignal } from "solid-js";
import { createStore, reconcile, unwrap } from "solid-js/store";
import { type AgentSettings, useAgentEdits } from "../../data/agents.ts";
import { toApiProblem } from "../../data/api-problem.ts";
import { notify } from "../../ui/toast.tsx";
import { useAgentScope } from "../agent/agent-context.ts";
import { editableSettings, findFaults, isSame, pickSettings, type SettingsFaults, toSend } from "./settings-form.ts";
import { TEXT } from "./text.ts";

/** The settings form of one agent: what is typed, what is saved as a draft, what is live. */
export function createSettings() {
  const { agentId, agent } = useAgentScope();
  const edits = useAgentEdits(agentId);
  const [form, setForm] = createStore<AgentSettings>(editableSettings(agent()));
  const [isChecked, setChecked] = createSignal(false);
  const isDirty = createMemo(() => !isSame(form, editableSettings(agent())));
  const faults = createMemo<SettingsFaults>(() => findFaults(form));

  function fill(settings: AgentSettings): void {
    setForm(reconcile(pickSettings(settings)));
    setChecked(false);
  }

  function report(error: unknown): void {
    const problem = toApiProblem(error);
    const field = problem.fields[0];
    notify("problem", `${problem.title}. ${field ? `${field.pointer}: ${field.detail}` : problem.message}`);
  }

  /** Resolves to whether the draft is saved; a fault in a field keeps it from being sent. */
  async function save(): Promise<boolean> {
    setChecked(true);
    if (Object.keys(faults()).length > 0) return false;
    try {
      fill(editableSettings(await edits.save.mutateAsync(toSend(unwrap(form)))));
      return true;
    } catch (error) {
      report(error);
      return false;
    }
  }

  return {
    form,
    setForm,
    isDirty,
    faults: () => (isChecked() ? faults() : {}),
    isBusy: () => edits.save.isPending || edits.publish.isPending,
    fill,
    discard: () => fill(editableSettings(agent())),
    async save() {
      const isSaved = await save();
      if (isSaved) notify("success", TEXT.bar.saved);
      return isSaved;
    },
    async publish() {
      if (isDirty() && !(await save())) return false;
      try {
        fill(editableSettings(await edits.publish.mutateAsync()));
        notify("success", TEXT.bar.published);
      } catch (error) {
        report(error);
      }
      return true;
    },
    async dropDraft() {
      try {
        fill(editableSettings(await edits.save.mutateAsync(pickSettings(agent()))));
        notify("success", TEXT.bar.dropped);
      } catch (error) {
        report(error);
      }
    },
  };
}

export type SettingsEditor = ReturnType<typeof createSettings>;
