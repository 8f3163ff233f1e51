import type { Source, SourceCreated, Upload } from "@netvexa/contract/http/sources";
import { type Api, path } from "./api.ts";
import { ApiProblem, networkProblem } from "./api-problem.ts";
import { fileTypeOf } from "./file-check.ts";

/** A declared source and where its bytes go. Kept between attempts, so that a retry continues the same source. */
export interface Declared {
  source: Source;
  upload: Upload;
}

export interface UploadSteps {
  declare: (file: File) => Promise<Declared>;
  put: (upload: Upload, file: File, onSent: (bytes: number) => void, signal: AbortSignal) => Promise<void>;
  complete: (sourceId: string) => Promise<void>;
  discard: (sourceId: string) => Promise<void>;
}

export function makeUploadSteps(api: Api, agentId: () => string): UploadSteps {
  return {
    async declare(file) {
      const contentType = fileTypeOf(file);
      if (contentType === undefined) throw new ApiProblem({ code: "unsupported_media_type" });
      const { source, upload } = await api.json<SourceCreated>(path`/v1/agents/${agentId()}/sources`, {
        method: "POST",
        body: { kind: "file", name: file.name, contentType, sizeBytes: file.size },
      });
      if (upload === undefined) throw new ApiProblem({ code: "internal" });
      return { source, upload };
    },
    put: putFile,
    async complete(sourceId) {
      await api.json(path`/v1/sources/${sourceId}/complete`, { method: "POST" });
    },
    async discard(sourceId) {
      await api.json(path`/v1/sources/${sourceId}`, { method: "DELETE" });
    },
  };
}

/** Sends the bytes to storage. XMLHttpRequest, because fetch cannot tell how much has been sent. */
function putFile(upload: Upload, file: File, onSent: (bytes: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(upload.method, upload.url);
    for (const [name, value] of Object.entries(upload.headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => (isSuccess(request.status) ? resolve() : reject(storageProblem()));
    request.onerror = () => reject(networkProblem());
    request.onabort = () => reject(new DOMException("The upload was cancelled", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function storageProblem(): ApiProblem {
  return new ApiProblem({
    code: "unavailable",
    title: "The upload was not accepted",
    detail: "The file storage refused the file. Try again; if it happens again, add the file anew.",
  });
}
