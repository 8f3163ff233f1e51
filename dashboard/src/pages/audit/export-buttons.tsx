import type { AuditExportQuery } from "@netvexa/contract/http/audit";
import { createSignal } from "solid-js";
import { toApiProblem } from "../../data/api-problem.ts";
import { type AuditFilter, useAuditExport } from "../../data/audit.ts";
import { download } from "../../lib/download.ts";
import { Button } from "../../ui/button.tsx";
import { notify } from "../../ui/toast.tsx";
import { TEXT } from "./text.ts";

/** Everything that the filter lets through, as a file. */
export function ExportButtons(props: { filter: AuditFilter }) {
  const exportEvents = useAuditExport();
  const [running, setRunning] = createSignal<AuditExportQuery["format"]>();

  async function save(format: AuditExportQuery["format"]): Promise<void> {
    setRunning(format);
    try {
      download(await exportEvents(props.filter, format), `audit.${format}`);
    } catch (error) {
      notify("problem", toApiProblem(error).message);
    } finally {
      setRunning(undefined);
    }
  }

  return (
    <>
      <Button busy={running() === "csv"} onClick={() => void save("csv")}>
        {TEXT.csv}
      </Button>
      <Button busy={running() === "json"} onClick={() => void save("json")}>
        {TEXT.json}
      </Button>
    </>
  );
}
