import { toApiProblem } from "../data/api-problem.ts";
import { type ExportFormat, useExport } from "../data/privacy.ts";
import { Icon } from "./icon.tsx";
import { Menu, MenuItem } from "./menu.tsx";
import { notify } from "./toast.tsx";

const TEXT = { label: "Export", json: "JSON, for programs", csv: "CSV, for spreadsheets", done: "The file is saved." };

/** Downloads one visitor's conversations, or everybody's. */
export function ExportMenu(props: { visitorId?: string }) {
  const download = useExport();
  function save(format: ExportFormat): void {
    const { visitorId } = props;
    download.mutate(visitorId === undefined ? { format } : { format, visitorId }, {
      onSuccess: () => notify("success", TEXT.done),
      onError: (error) => notify("problem", `${toApiProblem(error).title}. ${toApiProblem(error).message}`),
    });
  }
  return (
    <Menu
      triggerClass="button button-secondary"
      trigger={
        <>
          <span>{TEXT.label}</span>
          <Icon name="chevronDown" />
        </>
      }
    >
      <MenuItem icon="file" onSelect={() => save("json")}>
        {TEXT.json}
      </MenuItem>
      <MenuItem icon="text" onSelect={() => save("csv")}>
        {TEXT.csv}
      </MenuItem>
    </Menu>
  );
}
