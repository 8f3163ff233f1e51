import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { buildDashboard, launchBrowser, type Stage, type StageOptions, setStage } from "./stage.ts";

/**
 * One build and one browser for the tests of a file. Gives the way to a fresh stage; a test fails if
 * its page complained about anything at all.
 */
export function useStages(): (options?: StageOptions) => Promise<Stage> {
  let browser: Browser | undefined;
  let built: Awaited<ReturnType<typeof buildDashboard>> | undefined;
  let stage: Stage | undefined;

  beforeAll(async () => {
    [built, browser] = await Promise.all([buildDashboard(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    built?.remove();
  });
  afterEach(async () => {
    const complaints = stage?.complaints ?? [];
    await stage?.close();
    stage = undefined;
    expect(complaints).toEqual([]);
  });

  return async (options) => {
    if (!browser || !built) throw new Error("a stage is set within a test");
    stage = await setStage(browser, built.dir, options);
    return stage;
  };
}
