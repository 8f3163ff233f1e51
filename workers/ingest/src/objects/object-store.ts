/** Where uploaded files and the inputs of jobs lie. */
export interface ObjectStore {
  /** Undefined if there is no such object. Throws `ServiceError` `source_too_large` for one above the limit. */
  get(key: string, options: { maxBytes: number; signal: AbortSignal }): Promise<Uint8Array | undefined>;
}
