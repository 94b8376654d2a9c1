import { DatabaseError } from 'pg';

const NOT_NULL_VIOLATION = '23502';

/** True when Postgres refused a row because `column` had no value. */
export function isNullViolation(error: unknown, column: string): boolean {
  return error instanceof DatabaseError && error.code === NOT_NULL_VIOLATION && error.column === column;
}
