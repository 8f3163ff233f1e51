/**
 * `<script src="https://HOST/widget.js" data-agent="agt_…" async></script>`: shows the launcher and
 * fetches the chat itself on the visitor's first sign of interest. The page may steer it with
 * `netvexa("open")`, `netvexa("close")`, `netvexa("identify", { token })` and `netvexa("signOut")`; docs/widget.md has
 * the line that takes such calls before this file is there.
 */
import type { Config, Identity, Panel, Place } from "./config.ts";
import { addStyle, guarded, icon, make, on, query } from "./dom.ts";
import launcherCss from "./launcher.css";
import { themeCss } from "./theme.ts";

/** Path of the panel's file, relative to the loader; filled in by the build. */
declare const PANEL_PATH: string;

type Command = keyof Panel;
type Call = [command: Command, argument?: Identity];

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

function show(
  script: HTMLScriptElement,
  agent: Omit<Place, "host" | "root" | "launcher" | "appear">,
): (call: Call) => void {
  const { name, theme = {}, visitors } = agent.config;
  const host = make("div", "");
  const root = host.attachShadow({ mode: "closed" });
  const launcher = make("button", "launcher", icon("M21 12a8 8 0 0 1-8 8H4l1.8-3.2A8 8 0 1 1 21 12Z"));
  // By an event: on a page that swallows listeners nobody could open it.
  const appear = () => launcher.dispatchEvent(new Event("load"));
  const place: Place = { ...agent, host, root, launcher, appear };
  launcher.ariaLabel = `Chat: ${name}`;
  launcher.ariaExpanded = "false";
  addStyle(root, launcherCss);
  addStyle(root, themeCss(theme));
  root.append(launcher);

  let loading: Promise<Panel> | undefined;
  async function load(): Promise<Panel> {
    try {
      loading ??= import(new URL(PANEL_PATH, script.src).href).then(({ mount }) => mount(place));
      return await loading;
    } catch (error) {
      // The next sign of interest tries again.
      loading = undefined;
      throw error;
    }
  }
  const run = guarded(async ([command, argument]: Call) => {
    const isIdentity = command === "identify";
    if (isIdentity && !loading) place.identity = argument;
    else if (place.identity || !visitors || isIdentity) (await load())[command](argument);
    if (isIdentity) appear();
  });
  on(launcher, "pointerenter focus", load);
  on(launcher, "click", () => run(["toggle"]));
  on(launcher, "load", () => (visitors && !place.identity ? undefined : query("html")?.append(host)));
  appear();
  return run;
}

guarded(async () => {
  const page = window as { netvexa?: unknown };
  // The line for early calls leaves a function with a queue, or the page a plain array.
  const early = page.netvexa as { open?: unknown; q?: unknown } | undefined;
  const script = query('script[data-agent][src*="widget.js"]') as HTMLScriptElement | null;
  // The tag may be on the page twice.
  if (!script || early?.open) return;
  const { agent = "", lang, visitorToken } = script.dataset;
  const waiting: Call[] = visitorToken ? [["identify", { token: visitorToken }]] : [];
  let push = (call: Call): void => {
    waiting.push(call);
  };
  const take = (call: Command | ArrayLike<unknown>): void =>
    push((typeof call === "string" ? [call] : [call[0], call[1]]) as Call);
  const queue = Array.isArray(early) ? early : early?.q;
  if (Array.isArray(queue)) queue.forEach(take);
  const api = (...call: Call): void => take(call);
  page.netvexa = Object.assign(api, { open: () => api("open"), close: () => api("close"), push: take });
  const base = new URL(`v1/widget/${encodeURIComponent(agent)}/`, script.src).href;
  const config = await readConfig(`${base}config`);
  if (!config) return;
  const language = lang ?? config.locale ?? "";
  push = show(script, { base, slot: `netvexa:${agent}`, language, config, identity: undefined });
  waiting.forEach(push);
})();
