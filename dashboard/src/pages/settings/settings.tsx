import { onCleanup, onMount } from "solid-js";
import { createLeaveGuard } from "../../lib/create-leave-guard.ts";
import { usePageTitle } from "../../lib/title.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { notify } from "../../ui/toast.tsx";
import { useAgentScope } from "../agent/agent-context.ts";
import { BehaviourCard } from "./behaviour-card.tsx";
import { CountriesCard } from "./countries-card.tsx";
import { createSettings } from "./create-settings.ts";
import { DangerCard } from "./danger-card.tsx";
import { IdentityCard } from "./identity-card.tsx";
import { LookCard } from "./look-card.tsx";
import { Preview } from "./preview.tsx";
import { RetentionCard } from "./retention-card.tsx";
import { SaveBar } from "./save-bar.tsx";
import "./settings.css";
import { SitesCard } from "./sites-card.tsx";
import { TEXT } from "./text.ts";
import { VersionsCard } from "./versions-card.tsx";

export function Settings() {
  const { agent } = useAgentScope();
  const editor = createSettings();
  const guard = createLeaveGuard(() => editor.isDirty() && !isDeleted);
  let isDeleted = false;
  let form: HTMLFormElement | undefined;
  usePageTitle(() => [TEXT.title, agent().name]);

  function warn(event: BeforeUnloadEvent): void {
    if (editor.isDirty()) event.preventDefault();
  }
  onMount(() => window.addEventListener("beforeunload", warn));
  onCleanup(() => window.removeEventListener("beforeunload", warn));

  async function keep(action: () => Promise<boolean>): Promise<void> {
    if (!(await action())) form?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }

  return (
    <div class="stack stack-loose">
      <PageHeader title={TEXT.title} description={TEXT.description} />
      <div class="settings">
        <form
          ref={form}
          class="stack stack-loose"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void keep(editor.save);
          }}
        >
          <IdentityCard editor={editor} />
          <BehaviourCard editor={editor} />
          <SitesCard editor={editor} />
          <CountriesCard editor={editor} />
          <RetentionCard editor={editor} />
          <LookCard editor={editor} />
          <SaveBar editor={editor} onPublish={() => void keep(editor.publish)} />
        </form>
        <div class="stack stack-loose settings-side">
          <Preview settings={editor.form} />
          <VersionsCard
            onRestore={(settings) => {
              editor.fill(settings);
              notify("success", TEXT.versions.restored);
            }}
          />
        </div>
      </div>
      <DangerCard
        onDeleted={() => {
          isDeleted = true;
        }}
      />
      <ConfirmDialog
        open={guard.isAsking()}
        onOpenChange={(isOpen) => !isOpen && guard.stay()}
        title={TEXT.leave.title}
        confirmLabel={TEXT.leave.go}
        cancelLabel={TEXT.leave.stay}
        onConfirm={guard.leave}
      >
        {TEXT.leave.text}
      </ConfirmDialog>
    </div>
  );
}
