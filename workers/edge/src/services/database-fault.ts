const FOREIGN_KEY_VIOLATION = "23503";
const UNIQUE_VIOLATION = "23505";
const DIVISION_BY_ZERO = "22012";
/** Connection faults, and a server that starts or stops. */
const UNREACHABLE = /^(08|57P)/;
const MAX_DEPTH = 5;

/** The driver's error may lie under Drizzle's own. */
function hasSqlState(error: unknown, state: string, constraint?: string): boolean {
  let cause = error;
  for (let depth = 0; depth < MAX_DEPTH && cause instanceof Error; depth += 1) {
    const { code, constraint: broken } = cause as { code?: unknown; constraint?: unknown };
    if (code === state) return constraint === undefined || broken === constraint;
    ({ cause } = cause);
  }
  return false;
}

/** The driver throws its own error without an SQLSTATE where it got no answer from the server at all. */
export function isDatabaseUnreachable(error: unknown): boolean {
  let cause = error;
  for (let depth = 0; depth < MAX_DEPTH && cause instanceof Error; depth += 1) {
    const { code } = cause as { code?: unknown };
    if (cause.name === "NeonDbError") return typeof code !== "string" || UNREACHABLE.test(code);
    ({ cause } = cause);
  }
  return false;
}

export function isForeignKeyViolation(error: unknown): boolean {
  return hasSqlState(error, FOREIGN_KEY_VIOLATION);
}

export function isDivisionByZero(error: unknown): boolean {
  return hasSqlState(error, DIVISION_BY_ZERO);
}

export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return hasSqlState(error, UNIQUE_VIOLATION, constraint);
}
