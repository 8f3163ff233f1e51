import type { FileType } from "@netvexa/contract/limits";
import { strToU8 } from "fflate";
import { describe, expect, it } from "vitest";
import { documentXml, makeDocx, makePdf } from "../testing/make-files.ts";
import { createParseBox } from "./parse-box.ts";

const DOCX: FileType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const parse = createParseBox();
const read = (bytes: Uint8Array | string, declaredType: FileType) =>
  parse({ bytes: typeof bytes === "string" ? strToU8(bytes) : bytes, declaredType });
const problem = (code: string) => expect.objectContaining({ code });

describe("the parser's box", () => {
  it("reads a PDF into paragraphs and headings", async () => {
    const pdf = makePdf([
      { text: "Returns (2026)", size: 20 },
      { text: "You may return any item within thirty days, and we" },
      { text: "pay the post-" },
      { text: "age for it." },
    ]);
    const { text } = await read(pdf, "application/pdf");
    expect(text).toBe("# Returns (2026)\n\nYou may return any item within thirty days, and we pay the postage for it.");
  });

  it("gives an empty text for a PDF without text", async () => {
    expect((await read(makePdf([]), "application/pdf")).text).toBe("");
  });

  it("O-27 refuses an encrypted PDF and says why", async () => {
    const encrypted = makePdf([{ text: "secret" }], { encrypted: true });
    await expect(read(encrypted, "application/pdf")).rejects.toMatchObject({
      code: "source_unreadable",
      message: expect.stringContaining("password"),
    });
  });

  it("O-27 refuses a broken PDF", async () => {
    await expect(read("%PDF-1.7\nnothing follows", "application/pdf")).rejects.toEqual(problem("source_unreadable"));
  });

  it("reads a Word file into headings and paragraphs", async () => {
    const docx = makeDocx(
      documentXml([{ text: "Shipping", isHeading: true }, { text: "We ship &amp; deliver on Mondays." }]),
    );
    expect(await read(docx, DOCX)).toMatchObject({
      title: "Shipping",
      text: "# Shipping\n\nWe ship & deliver on Mondays.",
    });
  });

  it("O-26 refuses a Word file that unpacks without end", async () => {
    const bomb = makeDocx(new Uint8Array(120 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    await expect(read(bomb, DOCX)).rejects.toEqual(problem("source_too_large"));
  });

  it("O-26 never unpacks more than an entry declares", async () => {
    const lying = makeDocx(new Uint8Array(8 * 1024 * 1024).fill(0x20));
    const view = new DataView(lying.buffer, lying.byteOffset);
    for (let at = 0; at < lying.length - 4; at++) {
      if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) > 1_000_000) {
        view.setUint32(at + 24, 100, true);
      }
    }
    await expect(read(lying, DOCX)).rejects.toEqual(problem("source_unreadable"));
  });

  it("O-26 refuses a Word file with too many entries", async () => {
    const many = Object.fromEntries(Array.from({ length: 5_100 }, (_, index) => [`x/${index}`, new Uint8Array(0)]));
    await expect(read(makeDocx(documentXml([]), many), DOCX)).rejects.toEqual(problem("source_too_large"));
  });

  it("O-26 refuses XML entities", async () => {
    const laughs = documentXml([{ text: "&lol;" }], '<!DOCTYPE w [<!ENTITY lol "lol">]>');
    await expect(read(makeDocx(laughs), DOCX)).rejects.toEqual(problem("source_unreadable"));
  });

  it.each([
    ["application/pdf", "<!doctype html><p>hello"],
    ["application/pdf", "plain words"],
    ["text/html", makePdf([{ text: "x" }])],
    ["text/plain", makePdf([{ text: "x" }])],
    ["text/plain", "<!DOCTYPE html><html><p>hello"],
    ["text/plain", new Uint8Array([1, 2, 0, 3])],
    ["text/markdown", makeDocx("x")],
    [DOCX, makePdf([{ text: "x" }])],
    [DOCX, new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
  ] as [FileType, Uint8Array | string][])("refuses a declared %s of another content", async (declared, content) => {
    await expect(read(content, declared)).rejects.toEqual(problem("source_unreadable"));
  });

  it("O-27 ends a child that takes too long", async () => {
    const entry = new URL("../testing/hanging-parser.ts", import.meta.url);
    const hanging = createParseBox({ entry, timeoutMs: 300 });
    const request = { bytes: strToU8("<p>x"), declaredType: "text/html" } as const;
    await expect(hanging(request)).rejects.toEqual(problem("source_timed_out"));
  });

  it("O-27 survives a child that runs out of memory", async () => {
    const entry = new URL("../testing/greedy-parser.ts", import.meta.url);
    const greedy = createParseBox({ entry, memoryMb: 24 });
    const request = { bytes: strToU8("<p>x"), declaredType: "text/html" } as const;
    await expect(greedy(request)).rejects.toEqual(problem("source_unreadable"));
  });

  it("gives the child neither environment nor a way to write or to start programs", async () => {
    const entry = new URL("../testing/prying-parser.ts", import.meta.url);
    const request = { bytes: strToU8("<p>x"), declaredType: "text/html" } as const;
    const { text } = await createParseBox({ entry })(request);
    expect(JSON.parse(text)).toEqual({ secrets: [], write: "ERR_ACCESS_DENIED", spawn: "ERR_ACCESS_DENIED" });
  });
});
