import { usePageTitle } from "../../lib/title.ts";
import { Card } from "../../ui/card.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { EraseCard } from "./erase-card.tsx";
import { TEXT } from "./text.ts";

export function Workspace() {
  usePageTitle(() => [TEXT.title]);
  return (
    <div class="stack stack-loose">
      <PageHeader title={TEXT.title} description={TEXT.description} />
      <Card title={TEXT.export.title} description={TEXT.export.description} actions={<ExportMenu />}>
        {null}
      </Card>
      <EraseCard />
    </div>
  );
}
