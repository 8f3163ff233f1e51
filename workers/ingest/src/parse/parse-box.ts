import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { LIMITS } from "@netvexa/contract/limits";
import { ServiceError } from "@netvexa/contract/problem";
import { BoxReply } from "./box-protocol.ts";
import { parseFile } from "./parse-file.ts";
import type { Parse, ParsedDocument, ParseRequest } from "./parsed-document.ts";

interface ParseBoxOptions {
  /** What the child runs; the bundle of a deployment has it under another name than the source tree. */
  entry?: URL;
  timeoutMs?: number;
  memoryMb?: number;
}

const BOXED: ReadonlySet<string> = new Set([
  "text/html",
  "application/pdf",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
]);

const defaultEntry = () =>
  new URL(import.meta.url.endsWith(".ts") ? "./parse-entry.ts" : "./parse-entry.js", import.meta.url);

/**
 * Parses strangers' files in a child process of their own: no environment, no way to write files or to start
 * processes, bounded memory and time, one answer of bounded size. Plain text and Markdown need no box.
 */
export function createParseBox(options: ParseBoxOptions = {}): Parse {
  const { entry = defaultEntry(), timeoutMs = LIMITS.parseTimeoutMs, memoryMb = 512 } = options;
  return async (request, signal) => {
    if (!BOXED.has(request.declaredType)) return parseFile(request);
    signal?.throwIfAborted();
    const child = fork(fileURLToPath(entry), [], {
      env: {},
      execArgv: [`--max-old-space-size=${memoryMb}`, "--permission", "--allow-fs-read=*", "--no-warnings"],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    try {
      return await converse(
        child,
        request,
        AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
      );
    } finally {
      child.kill("SIGKILL");
    }
  };
}

function converse(child: ChildProcess, request: ParseRequest, signal: AbortSignal): Promise<ParsedDocument> {
  return new Promise((resolve, reject) => {
    const refuse = () => reject(new ServiceError("source_timed_out", { detail: "Reading the file took too long." }));
    signal.addEventListener("abort", refuse, { once: true });
    child.once("error", (cause) => reject(new ServiceError("unavailable", { cause })));
    child.once("exit", () =>
      reject(new ServiceError("source_unreadable", { detail: "Reading the file took more memory than it may." })),
    );
    child.once("message", (message) => {
      try {
        resolve(open(message));
      } catch (error) {
        reject(error);
      }
    });
    child.send(request, (error) => {
      if (error) reject(new ServiceError("unavailable", { cause: error }));
    });
  });
}

function open(message: unknown): ParsedDocument {
  const reply = BoxReply.parse(message);
  if (!reply.ok) throw new ServiceError(reply.code, { detail: reply.detail });
  if (reply.document.text.length > LIMITS.parsedTextMaxChars) throw new ServiceError("source_too_large");
  return reply.document;
}
