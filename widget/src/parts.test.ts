import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { buildWidget } from "../build.mjs";
import { strings as german } from "./strings/de.ts";
import { strings as spanish } from "./strings/es.ts";
import { strings as french } from "./strings/fr.ts";
import { strings as turkish } from "./strings/tr.ts";
import { fill, loadStrings } from "./strings.ts";
import { makeUuid, plainText } from "./text.ts";
import { themeCss } from "./theme.ts";

const here = import.meta.dirname;

describe("the style sheets", () => {
  test("take their colours from the design's tokens", async () => {
    const read = (path: string): Promise<string> => readFile(join(here, path), "utf8");
    const own = (await read("launcher.css")) + (await read("panel.css"));
    const tokens = await read("../../design/tokens.css");
    const colours = [...own.matchAll(/--([a-z-]+): (light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\));/g)];
    expect(colours.length).toBeGreaterThan(8);
    for (const [, name, value] of colours) expect(tokens).toContain(`--${name}: ${value};`);
    const hexes = own.match(/#[0-9a-f]{3,8}\b/g) ?? [];
    expect(hexes.filter((hex) => !tokens.includes(hex))).toEqual([]);
  });

  test("let only known values of the theme in", () => {
    fc.assert(
      fc.property(fc.record({ accent: fc.string(), position: fc.string(), colorScheme: fc.string() }), (theme) => {
        expect(themeCss(theme)).toMatch(
          /^\.launcher,\.panel\{(--accent:#[0-9a-f]{6};)?(color-scheme:\w+;)?(left:auto;[a-z:;]+20px;)?\}$/i,
        );
      }),
    );
    expect(themeCss({ accent: "#7C3AED", position: "left", colorScheme: "dark" })).toBe(
      ".launcher,.panel{--accent:#7C3AED;color-scheme:dark;left:auto;right:auto;left:20px;}",
    );
    expect(themeCss({ accent: "#000000}body{", position: "left;x", colorScheme: "dark\n" })).toBe(".launcher,.panel{}");
  });
});

describe("the strings", () => {
  test("say the same in every language, with the same places to fill", async () => {
    const english = await loadStrings("xx");
    expect(english.language).toBe("en");
    for (const other of [german, spanish, french, turkish]) {
      expect(Object.keys(other)).toEqual(Object.keys(english));
      for (const [key, text] of Object.entries(english)) {
        const translated = Reflect.get(other, key);
        expect(translated, key).not.toBe("");
        expect(translated.includes("#"), key).toBe(text.includes("#"));
      }
      expect(await loadStrings(`${other.language}-XX`)).toBe(other);
    }
  });

  test("fill in a name as it is", () => {
    expect(fill("# has joined", "$& #")).toBe("$& # has joined");
  });
});

describe("texts", () => {
  test("are read out without marks of format and sources", () => {
    expect(plainText("## **Ten** `euros` [1][2]")).toBe(" Ten euros ");
  });

  test("make UUIDs of version 4", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(makeUuid(bytes)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });
});

describe("the build", async () => {
  const outDir = await mkdtemp(join(tmpdir(), "netvexa-build-"));
  const files = await buildWidget(outDir);
  afterAll(() => rm(outDir, { recursive: true }));
  const weigh = async (name: string): Promise<number> => {
    const bytes = await readFile(join(outDir, name));
    return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  };

  test("lists every file it wrote", async () => {
    const written = [
      ...(await readdir(outDir)),
      ...(await readdir(join(outDir, "widget"))).map((name) => `widget/${name}`),
    ];
    expect([...files.widget, ...files.widgetLazy].sort()).toEqual(written.filter((name) => name !== "widget").sort());
    expect(files.widgetLazy.length).toBe(6);
    for (const name of [...files.widget, ...files.widgetLazy].filter((path) => path !== "widget.js")) {
      expect(name).toMatch(/^widget\/[a-z]+-[A-Z0-9]{8}\.js$/);
    }
  });

  test("stays within its weight, any one language included", async () => {
    const needed = (await Promise.all(files.widget.map(weigh))).reduce((sum, bytes) => sum + bytes, 0);
    const one = (part: string): string => files.widgetLazy.find((name) => name.includes(`/${part}-`)) ?? "";
    const [solver, ownData] = [one("work"), one("view")];
    const languages = files.widgetLazy.filter((name) => name !== solver && name !== ownData);
    const language = Math.max(...(await Promise.all(languages.map(weigh))));
    expect(languages).toHaveLength(4);
    expect(await weigh(solver)).toBeLessThanOrEqual(800);
    expect(await weigh(ownData)).toBeLessThanOrEqual(2_560);
    expect(needed + language).toBeLessThanOrEqual(10_240);
    expect(await weigh("widget.js")).toBeLessThanOrEqual(1_536);
  });

  test("never makes nodes out of text", async () => {
    for (const name of [...files.widget, ...files.widgetLazy]) {
      const code = await readFile(join(outDir, name), "utf8");
      expect(code).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser/,
      );
    }
  });
});
