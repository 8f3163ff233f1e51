export interface ChatMessage {
  readonly role: "user" | "assistant";
  readonly content: string;
}

export interface GenerateInput {
  readonly system: string;
  readonly messages: readonly ChatMessage[];
  readonly maxOutputTokens: number;
}

/** `usage` comes at most once, after the last text. */
export type GenerateEvent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "usage"; readonly input: number; readonly output: number };

/**
 * Streams an answer. The iterable ends only if the provider said that the answer is whole; every other
 * end throws `ModelError`. An aborted signal throws its own reason.
 */
export interface Generator {
  /** The provider's name of the model, shown in `made.model`. */
  readonly model: string;
  generate(input: GenerateInput, options: { signal?: AbortSignal | undefined }): AsyncIterable<GenerateEvent>;
}
