import axe from "axe-core";
import type { Page } from "playwright-core";

/** The rules of WCAG and good practice that the page breaks, with the elements that break them. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, so the page's content policy stays as strict as it is.
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: runner } = window as unknown as { axe: typeof axe };
    const { violations } = await runner.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary}`).join(" | ")}`,
    );
  });
  return found;
}
