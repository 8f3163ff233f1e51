/** What passes between the server's thread and the model's. */
export type ToWorker = { type: "embed"; id: number; texts: readonly string[] } | { type: "drop"; id: number };

export type FromWorker =
  | { type: "vectors"; id: number; vectors: readonly Float32Array[]; tokens: number }
  | { type: "failed"; id: number; message: string };
