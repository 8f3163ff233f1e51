import type { Frame, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { AGENT_ID } from "./test/fake-server.ts";
import { answer, ask, setStage } from "./test/stage.ts";

const stage = setStage();

/** Whether a visitor is really answered, or finds no trace of the widget; rejects while it is neither. */
async function outcome(page: Page): Promise<"works" | "hidden"> {
  const launcher = page.locator(".launcher");
  await page.waitForLoadState("networkidle");
  if ((await launcher.count()) === 0) return "hidden";
  await launcher.click();
  const works = async () => {
    await page.getByRole("dialog").waitFor();
    await ask(page, "Hi");
    await answer(page, "You said: Hi").waitFor();
    return "works" as const;
  };
  const hidden = async () => {
    await launcher.waitFor({ state: "detached" });
    return "hidden" as const;
  };
  return Promise.any([works(), hidden()]);
}

/** What a page may have done to what the browser gives it. Each runs in the page, so it stands on its own. */
const ALTERATIONS: [what: string, script: () => unknown, found: "works" | "hidden"][] = [
  ["arrays without map", () => Reflect.deleteProperty(Array.prototype, "map"), "hidden"],
  ["arrays that cannot be walked", () => Reflect.deleteProperty(Array.prototype, Symbol.iterator), "hidden"],
  [
    "arrays that seem empty",
    () => {
      Array.prototype[Symbol.iterator] = () => new Map<never, never>().values();
    },
    "hidden",
  ],
  [
    "maps that cannot be walked",
    () => {
      Map.prototype.values = () => {
        throw new Error("no");
      };
    },
    "hidden",
  ],
  [
    "every object with names of ours",
    () => {
      const work = { challenge: "polluted", bits: 60 };
      Object.assign(Object.prototype, {
        problem: "polluted",
        reason: "interrupted",
        retryAfterMs: 9e9,
        start: 7,
        work,
      });
    },
    "works",
  ],
  [
    "every object with an address, to which all of an answer would lead",
    () => Object.assign(Object.prototype, { url: "https://evil.example" }),
    "hidden",
  ],
  [
    "every object with JSON of its own",
    () =>
      Object.assign(Object.prototype, {
        toJSON: () => "broken",
      }),
    "hidden",
  ],
  [
    "arrays with JSON of their own",
    () =>
      Object.assign(Array.prototype, {
        toJSON: () => "broken",
      }),
    "works",
  ],
  ["promises without catch", () => Object.assign(Promise.prototype, { catch: undefined }), "works"],
  [
    "listening that throws",
    () =>
      Reflect.set(EventTarget.prototype, "addEventListener", () => {
        throw new Error("no");
      }),
    "hidden",
  ],
  ["listening that is deaf", () => Reflect.set(EventTarget.prototype, "addEventListener", () => undefined), "hidden"],
  [
    "listening that is wrapped",
    () => {
      const listen = EventTarget.prototype.addEventListener;
      EventTarget.prototype.addEventListener = function (type, listener, options) {
        const wrapped = (event: Event) => (typeof listener === "function" ? listener.call(this, event) : undefined);
        listen.call(this, type, wrapped, options);
      };
    },
    "works",
  ],
  [
    "elements that cannot be made",
    () =>
      Reflect.set(Document.prototype, "createElement", () => {
        throw new Error("no");
      }),
    "hidden",
  ],
  [
    "elements of another kind",
    () => {
      const make = Document.prototype.createElement;
      Reflect.set(Document.prototype, "createElement", function (this: Document) {
        return make.call(this, "div");
      });
    },
    "hidden",
  ],
  [
    "JSON that is not read",
    () =>
      Reflect.set(JSON, "parse", () => {
        throw new Error("no");
      }),
    "hidden",
  ],
  ["JSON that is read as something else", () => Reflect.set(JSON, "parse", () => ({})), "hidden"],
  ["no style sheets", () => Reflect.deleteProperty(window, "CSSStyleSheet"), "hidden"],
  ["no sockets", () => Reflect.deleteProperty(window, "WebSocket"), "hidden"],
  ["no shadow roots", () => Reflect.deleteProperty(Element.prototype, "attachShadow"), "hidden"],
  [
    "no fetch",
    () =>
      Reflect.set(window, "fetch", () => {
        throw new Error("no");
      }),
    "hidden",
  ],
];

describe("a page that altered what the browser gives it", () => {
  test.each(ALTERATIONS)("O-46 %s", async (_what, script, found) => {
    const { page, complaints } = await stage.arrive({}, { script });
    expect(await outcome(page)).toBe(found);
    expect(await page.locator("h1").textContent()).toBe("Shop");
    expect(complaints).toEqual([]);
  });
});

describe("a page that gives no room", () => {
  const typeInto = async (page: Page, target: Page | Frame) => {
    await target.waitForFunction(() => "open" in (Reflect.get(window, "netvexa") ?? {}));
    await target.evaluate(() => Reflect.get(window, "netvexa").open());
    const root = target.locator(".panel");
    await root.waitFor({ state: "attached" });
    await target.waitForFunction(() => document.activeElement === document.documentElement.lastElementChild);
    await page.keyboard.type("Hi");
    await page.keyboard.press("Enter");
    await target.locator(".agent .text", { hasText: "You said: Hi" }).waitFor({ state: "attached" });
  };

  test("O-46 still has its question answered in a window of one pixel", async () => {
    const { page, complaints } = await stage.arrive({}, { viewport: { width: 1, height: 1 } });
    await typeInto(page, page);
    expect(complaints).toEqual([]);
  });

  test("O-46 still has its question answered in a frame without size", async () => {
    const tag = `<script src='${stage.server.url}/widget.js' data-agent='${AGENT_ID}' async></script>`;
    const body = `<iframe style="width:0;height:0;border:0" srcdoc="<!doctype html><title>Shop</title>${tag}"></iframe>`;
    const { page, complaints } = await stage.arrive({ body });
    const frame = page.frames()[1];
    if (frame === undefined) throw new Error("no frame");
    expect(await frame.evaluate(() => [innerWidth, innerHeight])).toEqual([0, 0]);
    await typeInto(page, frame);
    expect(complaints).toEqual([]);
  });
});
