import { sql } from 'kysely';

/** The next `updatedAt` of a row: the time, and later than the last one, so that two changes never look like one. */
export const touched = sql<Date>`greatest(clock_timestamp(), updated_at + interval '1 millisecond')`;
