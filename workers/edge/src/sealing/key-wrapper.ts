/** Names what a wrapped key is for; it unwraps with the same words only. */
export type WrapContext = Readonly<Record<string, string>>;

/** The key management service: it keeps the key that wraps the keys of tenants and never gives it away. */
export interface KeyWrapper {
  /** Which of its keys wraps now. */
  readonly keyId: string;
  wrap(plain: Uint8Array<ArrayBuffer>, context: WrapContext): Promise<string>;
  /** Throws if the key is not the one that was wrapped for this context, or if the service does not answer. */
  unwrap(wrapped: string, context: WrapContext): Promise<Uint8Array<ArrayBuffer>>;
}
