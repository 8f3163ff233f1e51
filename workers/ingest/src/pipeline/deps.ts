import type { Embedder } from "@netvexa/ai/embed";
import type { Database } from "@netvexa/db/client";
import type { Fetcher } from "../fetch/guarded-fetch.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import type { Parse } from "../parse/parsed-document.ts";

/** Everything the pipeline touches. */
export interface PipelineDeps {
  objects: ObjectStore;
  embedder: Embedder;
  db: Database;
  fetchPage: Fetcher;
  parse: Parse;
}
