import { LIMITS } from "@netvexa/contract/limits";
import { expect, it } from "vitest";
import { checkFile, fileTypeOf } from "./file-check.ts";

it.each([
  [{ name: "a.md", type: "" }, "text/markdown"],
  [{ name: "A.MARKDOWN", type: "application/octet-stream" }, "text/markdown"],
  [{ name: "notes", type: "text/plain;charset=utf-8" }, "text/plain"],
  [{ name: "a.pdf", type: "application/pdf" }, "application/pdf"],
  [{ name: "a.docx", type: "" }, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  [{ name: "a.heic", type: "image/heic" }, undefined],
  [{ name: "a.exe", type: "" }, undefined],
])("declares %o as %s", (file, type) => {
  expect(fileTypeOf(file)).toBe(type);
});

it("refuses what the server would refuse", () => {
  expect(checkFile({ name: "a.exe", type: "", size: 1 })?.code).toBe("unsupported_media_type");
  expect(checkFile({ name: "a.txt", type: "", size: 0 })?.code).toBe("source_empty");
  expect(checkFile({ name: "a.txt", type: "", size: LIMITS.fileMaxBytes + 1 })?.code).toBe("source_too_large");
  expect(checkFile({ name: "a.txt", type: "", size: LIMITS.fileMaxBytes })).toBeUndefined();
});
