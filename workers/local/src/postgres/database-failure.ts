/** The fields of a Postgres error, by the names that the driver gives them. */
const FIELDS = [
  "severity",
  "code",
  "detail",
  "hint",
  "position",
  "internalPosition",
  "internalQuery",
  "where",
  "schema",
  "table",
  "column",
  "dataType",
  "constraint",
  "file",
  "line",
  "routine",
] as const;

export type FailureFields = Partial<Record<(typeof FIELDS)[number], string>>;

/** What Postgres answered instead of a result. */
export class DatabaseFailure extends Error {
  override readonly name = "DatabaseFailure";
  readonly fields: FailureFields;

  constructor(message: string, fields: FailureFields) {
    super(message);
    this.fields = fields;
  }
}

/** Takes over the fields of an error made by a Postgres client library; anything else is not a failure of the database. */
export function failureFrom(error: Error): DatabaseFailure {
  const source: Partial<Record<string, unknown>> = { ...error };
  const fields: FailureFields = {};
  for (const field of FIELDS) {
    const value = source[field];
    if (typeof value === "string") fields[field] = value;
  }
  return new DatabaseFailure(error.message, fields);
}

export function unknownDatabase(name: string): DatabaseFailure {
  return new DatabaseFailure(`database "${name}" does not exist`, { severity: "FATAL", code: "3D000" });
}
