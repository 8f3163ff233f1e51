import { describe, expect, it } from "vitest";
import { cleanLine, cleanText } from "./clean-text.ts";
import { decodeText } from "./decode-text.ts";
import { parseHtml } from "./html/parse-html.ts";
import { parseMarkdown } from "./parse-text.ts";

const page = (body: string, head = "") =>
  parseHtml(`<!doctype html><html><head>${head}</head><body>${body}</body></html>`);
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe("an HTML page", () => {
  it("gives its text without navigation, banners, scripts and footers", () => {
    const { title, text } = page(
      `<header><a>Logo</a></header><nav><ul><li>Home</ul></nav><div id="cookie-banner">We use cookies</div>
       <script>alert(1)</script><style>p{}</style><aside>Ad</aside><div hidden>Hidden</div><p style="display: none">Gone</p>
       <div role="navigation">Menu</div><template>T</template><p>Only this.</p><footer>Imprint</footer>`,
      "<title>Help &amp; contact</title>",
    );
    expect({ title, text }).toEqual({ title: "Help & contact", text: "Only this." });
  });

  it("keeps headings, lists, tables and code in order", () => {
    const { text } = page(
      `<h1>Re<b>fund</b>s</h1><p>Within&nbsp;30 days.<br>Really.</p><h2>Steps</h2>
       <ol><li>Pack it<ul><li>in a box<li>with <a href="/tape">tape</a></ul><li><p>Send it</p></ol>
       <table><tr><th>Plan<th>Price</tr><tr><td>A</td><td><p>5 €</p></td></tr></table><pre><code>a  b
  c</code></pre>`,
    );
    expect(text).toBe(
      "# Refunds\n\nWithin 30 days.\nReally.\n\n## Steps\n\n1. Pack it\n  - in a box\n  - with tape\n2. Send it\n\n" +
        "| Plan | Price |\n| A | 5 € |\n\n```\na  b\n  c\n```",
    );
  });

  it("reads the main part alone where there is one worth the name", () => {
    const long = "A sentence about returns. ".repeat(12).trim();
    expect(page(`<div>Related</div><main><header><h1>T</h1></header><p>${long}</p></main><div>More</div>`).text).toBe(
      `# T\n\n${long}`,
    );
    expect(page(`<article>Teaser</article><p>${long}</p>`).text).toContain(long);
  });

  it("reads a table that arranges a page as text", () => {
    expect(page("<table><tr><td><h1>Old</h1><p>One</p></td><td>Two</td></tr></table>").text).toBe(
      "# Old\n\nOne\n\nTwo",
    );
  });

  it("leaves no heading open for the text after an empty one", () => {
    expect(page("<h2> </h2><p>Text.</p>").text).toBe("Text.");
  });

  it("takes its title from the first heading if it has no other", () => {
    expect(page("<h1>Only heading</h1>").title).toBe("Only heading");
  });

  it.each(["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<", "<!--", "&", "<a href='", "<p>a"])(
    "survives 100,000 characters of %j",
    (unit) => {
      const startedAt = performance.now();
      parseHtml(unit.repeat(100_000 / unit.length));
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    },
  );
});

describe("Markdown", () => {
  it("loses front matter, comments, images and the targets of links, but nothing in code", () => {
    const { title, text } = parseMarkdown(
      '---\ntitle: "Set up"\n---\n\nSee [the guide](https://example.com/a). ![logo](x.png)<!-- note -->\n\n```\n[a](b)\n```\n',
    );
    expect({ title, text }).toEqual({ title: "Set up", text: "See the guide. \n\n```\n[a](b)\n```" });
  });

  it("takes its title from the first heading", () => {
    expect(parseMarkdown("Text\n\n## Plans ##\n").title).toBe("Plans");
  });

  it.each(["[", "![", "<!--", "[a](", "```\n", "---\n"])("O-28 takes long runs of %j in linear time", (unit) => {
    const startedAt = performance.now();
    parseMarkdown(unit.repeat(100_000 / unit.length));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe("text", () => {
  it.each([
    ["UTF-8", new TextEncoder().encode("Grüße"), undefined],
    ["UTF-8 with a byte order mark", new TextEncoder().encode("\ufeffGrüße"), "windows-1252"],
    ["UTF-16 with a byte order mark", latin1("\xff\xfeG\0r\0\xfc\0\xdf\0e\0"), undefined],
    ["windows-1252 that nobody declared", latin1("Gr\xfc\xdfe"), undefined],
    ["windows-1252 declared as UTF-8", latin1("Gr\xfc\xdfe"), "utf-8"],
    ["a declared charset", latin1("Gr\xfc\xdfe"), "iso-8859-1"],
    ["a charset that nobody knows", new TextEncoder().encode("Grüße"), "klingon"],
  ])("in %s is read right", (_name, bytes, charset) => {
    expect(decodeText(bytes, { charset, isHtml: false })).toBe("Grüße");
  });

  it("of a page follows its meta element", () => {
    const bytes = latin1('<meta charset="iso-8859-2"><p>\xb1');
    expect(decodeText(bytes, { isHtml: true })).toContain("ą");
  });

  it("is freed of what cannot be stored", () => {
    expect(cleanText("a\u0000b\r\nc\rd\ud800e\u0007")).toBe("ab\nc\nd\ufffde");
    expect(cleanLine("  two\n lines  ", 7)).toBe("two lin");
  });
});
