/** One connection of bytes, as `cloudflare:sockets` gives it. */
export interface Connection {
  readable: ReadableStream<Uint8Array>;
  writable: WritableStream<Uint8Array>;
  /** Goes on encrypted, in a connection of its own; this one is spent. */
  startTls(): Connection;
  close(): Promise<unknown>;
}

export interface Reply {
  code: number;
  lines: string[];
}

const LINE_MAX_BYTES = 4_096;
const REPLY_MAX_LINES = 100;

/** Speaks lines over a connection and takes them one reply at a time. */
export class Wire {
  #connection: Connection;
  #reader: ReadableStreamDefaultReader<Uint8Array>;
  #writer: WritableStreamDefaultWriter<Uint8Array>;
  #unread = "";

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#reader = connection.readable.getReader();
    this.#writer = connection.writable.getWriter();
  }

  write(text: string): Promise<void> {
    return this.#writer.write(new TextEncoder().encode(text));
  }

  async read(): Promise<Reply> {
    const lines: string[] = [];
    while (lines.length < REPLY_MAX_LINES) {
      const line = await this.#line();
      const [, code, mark, text = ""] = /^(\d{3})([ -]?)(.*)$/.exec(line) ?? [];
      if (code === undefined) break;
      lines.push(text);
      if (mark !== "-") return { code: Number(code), lines };
    }
    throw new Error("the mail server does not speak SMTP");
  }

  /** Throws if the server has said more than it was asked: nothing from before the encryption may count after it. */
  startTls(): void {
    if (this.#unread !== "") throw new Error("the mail server spoke before the encryption began");
    this.#reader.releaseLock();
    this.#writer.releaseLock();
    this.#connection = this.#connection.startTls();
    this.#reader = this.#connection.readable.getReader();
    this.#writer = this.#connection.writable.getWriter();
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#unread.indexOf("\n");
      if (end >= 0) {
        const line = this.#unread.slice(0, end).replace(/\r$/, "");
        this.#unread = this.#unread.slice(end + 1);
        return line;
      }
      if (this.#unread.length > LINE_MAX_BYTES) throw new Error("the mail server does not speak SMTP");
      const { value, done } = await this.#reader.read();
      if (done) throw new Error("the mail server hung up");
      // Whatever follows the code is compared in ASCII only, so other letters may be read as they come.
      this.#unread += new TextDecoder("latin1").decode(value);
    }
  }
}
