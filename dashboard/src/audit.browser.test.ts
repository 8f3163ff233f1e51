import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { PATHS } from "./test/pages.ts";
import { id } from "./test/sample-ids.ts";
import { useStages } from "./test/use-stages.ts";

const enter = useStages();

it("the audit log names people, narrows to what is looked for, and is downloaded as it is shown", async () => {
  const { page, open, api } = await enter();
  await open(PATHS.audit);
  await page.getByRole("row", { name: /Agent published agent.publish Mara Lindqvist Alder & Finch/ }).waitFor();
  await page.getByRole("row", { name: /Member suspended member.suspend Ines Duarte Tomasz .* role: editor/ }).waitFor();
  await page.getByLabel("Who").selectOption(id("user", 1));
  await page.getByText("member.suspend").waitFor({ state: "detached" });
  await page.getByLabel("What").selectOption("Agent created");
  await page.getByText("agent.publish", { exact: true }).waitFor({ state: "detached" });
  await page.getByLabel("Since").selectOption("1");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download CSV" }).click();
  const file = await saved;
  expect([file.suggestedFilename(), await readFile(await file.path(), "utf8")]).toEqual(["audit.csv", "seq,action\n"]);
  expect(api.world.calls).toContain("GET /v1/audit/export");
  await page.getByLabel("What").selectOption("API key made");
  await page.getByText("Nothing fits these filters.").waitFor();
});
