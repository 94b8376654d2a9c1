import { DatabaseError } from 'pg';

const UNIQUE_VIOLATION = '23505';

/**
 * True when Postgres refused a row because another one has its name; `constraint` narrows it to one rule
 * (`strategies_name_unique`, `users_email_unique`, …).
 */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return (
    error instanceof DatabaseError &&
    error.code === UNIQUE_VIOLATION &&
    (constraint === undefined || error.constraint === constraint)
  );
}
