import { createSignal, Show } from "solid-js";
import type { AuditFilter } from "../../data/audit.ts";
import { useIsManager } from "../../data/workspace.ts";
import { usePageTitle } from "../../lib/title.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { ManagersOnly } from "../shell/managers-only.tsx";
import "./audit.css";
import { Events } from "./events.tsx";
import { ExportButtons } from "./export-buttons.tsx";
import { TEXT } from "./text.ts";

export function Audit() {
  const isManager = useIsManager();
  const [filter, setFilter] = createSignal<AuditFilter>({});
  usePageTitle(() => [TEXT.title]);
  return (
    <div class="stack stack-loose">
      <PageHeader
        title={TEXT.title}
        description={TEXT.description}
        actions={
          <Show when={isManager()}>
            <ExportButtons filter={filter()} />
          </Show>
        }
      />
      <ManagersOnly otherwise={TEXT.forbidden}>
        <Events filter={filter()} onFilter={setFilter} />
      </ManagersOnly>
    </div>
  );
}
