import { FILE_TYPES, type FileType, isFileType, LIMITS } from "@netvexa/contract/limits";
import { formatBytes } from "../lib/format.ts";
import { ApiProblem } from "./api-problem.ts";

const TYPE_BY_EXTENSION = new Map(
  (Object.entries(FILE_TYPES) as [FileType, (typeof FILE_TYPES)[FileType]][]).flatMap(([type, { extensions }]) =>
    extensions.map((extension) => [extension as string, type] as const),
  ),
);

/** For the file picker's `accept`. */
export const ACCEPTED_FILES = [...TYPE_BY_EXTENSION.keys()].map((extension) => `.${extension}`).join(",");
export const ACCEPTED_LABELS = Object.values(FILE_TYPES)
  .map(({ label }) => label)
  .join(", ");

/** What to declare a file as: by its ending first, since browsers disagree on Markdown; undefined if unsupported. */
export function fileTypeOf(file: { name: string; type: string }): FileType | undefined {
  const extension = /\.([^.]+)$/.exec(file.name.toLowerCase())?.[1];
  const known = extension === undefined ? undefined : TYPE_BY_EXTENSION.get(extension);
  const declared = file.type.split(";", 1)[0] ?? "";
  return known ?? (isFileType(declared) ? declared : undefined);
}

/** Refuses what the server would refuse, before a byte is sent. */
export function checkFile(file: { name: string; type: string; size: number }): ApiProblem | undefined {
  if (fileTypeOf(file) === undefined) return new ApiProblem({ code: "unsupported_media_type" });
  if (file.size === 0) return new ApiProblem({ code: "source_empty", detail: "The file is empty." });
  if (file.size <= LIMITS.fileMaxBytes) return undefined;
  return new ApiProblem({
    code: "source_too_large",
    detail: `The file has ${formatBytes(file.size)}; the limit is ${formatBytes(LIMITS.fileMaxBytes)}. Split it and add the parts.`,
  });
}
