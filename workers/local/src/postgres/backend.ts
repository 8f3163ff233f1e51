import type { WebSocket } from "ws";

export interface Statement {
  readonly text: string;
  /** Values as Postgres reads them: text, or null. */
  readonly values: readonly (string | null)[];
}

/** One HTTP request: a lone statement, or several as one transaction begun by `begin`. */
export interface Batch {
  readonly database: string;
  readonly statements: readonly Statement[];
  readonly begin?: string;
}

export interface StatementResult {
  readonly command: string;
  readonly rowCount: number | null;
  readonly fields: readonly Field[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface Field {
  readonly name: string;
  readonly dataTypeID: number;
  readonly tableID: number;
  readonly columnID: number;
  readonly dataTypeSize: number;
  readonly dataTypeModifier: number;
  readonly format: string;
}

/** What stands behind the endpoint: PGlite in threads of this process, or a server reached over TCP. */
export interface Backend {
  /** Makes an empty database unless it exists. */
  createDatabase(name: string): Promise<void>;
  /** Throws `DatabaseFailure` for whatever Postgres reports. */
  run(batch: Batch): Promise<StatementResult[]>;
  /** Runs SQL text of any number of statements on one session per call of `use`. */
  withSession<T>(database: string, use: (execute: ExecuteText) => Promise<T>): Promise<T>;
  /** Speaks the Postgres wire protocol over the socket until either side closes it. */
  serve(socket: WebSocket): void;
  /** Waits for statements in flight, then flushes and closes. */
  close(): Promise<void>;
}

/** The rows of the last statement, by column name, as text. */
export type ExecuteText = (sql: string) => Promise<Record<string, string | null>[]>;
