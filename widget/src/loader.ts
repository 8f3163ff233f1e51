/**
 * `<script src="https://HOST/widget.js" data-agent="agt_…" async></script>`: shows the launcher and
 * fetches the chat itself on the visitor's first sign of interest. The page may steer it with
 * `(window.netvexa ||= []).push("open")` or, once loaded, `netvexa.open()` and `netvexa.close()`.
 */
import type { Config, Panel, Place } from "./config.ts";
import { addStyle, guarded, icon, make, on, query } from "./dom.ts";
import launcherCss from "./launcher.css";
import { themeCss } from "./theme.ts";

/** Path of the panel's file, relative to the loader; filled in by the build. */
declare const PANEL_PATH: string;

type Command = keyof Panel;

/**
 * Nothing if this agent is not to be had. A server at fault is tried again; a page that may not read the
 * answer sees a broken line instead, and trying again would only fill its console.
 */
async function readConfig(url: string): Promise<Config | undefined> {
  for (const waitMs of [2_000, 10_000, 60_000, 0]) {
    const response = await fetch(url, { credentials: "omit" });
    if (response.ok) return response.json();
    if (response.status < 500 && response.status !== 429) break;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  return undefined;
}

function show(script: HTMLScriptElement, agent: Omit<Place, "host" | "root" | "launcher">): (command: Command) => void {
  const { name, theme = {} } = agent.config;
  const host = make("div", "");
  const root = host.attachShadow({ mode: "closed" });
  const launcher = make("button", "launcher", icon("M21 12a8 8 0 0 1-8 8H4l1.8-3.2A8 8 0 1 1 21 12Z"));
  launcher.ariaLabel = `Chat: ${name}`;
  launcher.ariaExpanded = "false";
  addStyle(root, launcherCss);
  addStyle(root, themeCss(theme));
  root.append(launcher);

  let loading: Promise<Panel> | undefined;
  async function load(): Promise<Panel> {
    try {
      loading ??= import(new URL(PANEL_PATH, script.src).href).then(({ mount }) =>
        mount({ ...agent, host, root, launcher }),
      );
      return await loading;
    } catch (error) {
      // The next sign of interest tries again.
      loading = undefined;
      throw error;
    }
  }
  const run = guarded(async (command: Command) => (await load())[command]());
  on(launcher, "pointerenter focus", load);
  on(launcher, "click", () => run("toggle"));
  query("html")?.append(host);
  return run;
}

guarded(async () => {
  const page = window as { netvexa?: unknown };
  const early = page.netvexa;
  const script = query('script[data-agent][src*="widget.js"]') as HTMLScriptElement | null;
  // The tag may be on the page twice.
  if (!script || (early && "open" in Object(early))) return;
  const waiting: Command[] = Array.isArray(early) ? early : [];
  let push = (command: Command): void => {
    waiting.push(command);
  };
  page.netvexa = { open: () => push("open"), close: () => push("close"), push: (command: Command) => push(command) };
  const { agent = "", lang } = script.dataset;
  const base = new URL(`v1/widget/${encodeURIComponent(agent)}/`, script.src).href;
  const config = await readConfig(`${base}config`);
  if (!config) return;
  push = show(script, { base, slot: `netvexa:${agent}`, language: lang ?? config.locale ?? "", config });
  waiting.forEach(push);
})();
