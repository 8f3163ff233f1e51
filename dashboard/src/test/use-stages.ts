import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { DASHBOARD_DIR, launchBrowser, type Stage, type StageOptions, setStage } from "./stage.ts";

/**
 * One browser for the tests of a file. Gives the way to a fresh stage; a test fails if
 * its page complained about anything at all.
 */
export function useStages(): (options?: StageOptions) => Promise<Stage> {
  let browser: Browser | undefined;
  let stage: Stage | undefined;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  afterEach(async () => {
    const complaints = stage?.complaints ?? [];
    await stage?.close();
    stage = undefined;
    expect(complaints).toEqual([]);
  });

  return async (options) => {
    if (!browser) throw new Error("a stage is set within a test");
    stage = await setStage(browser, DASHBOARD_DIR, options);
    return stage;
  };
}
