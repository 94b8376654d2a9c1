import { describe, expect, test } from 'vitest';
import { statementLabel } from './statement-label.ts';

describe('a statement’s label', () => {
  test.each([
    ['select * from "orders" where "user_id" = $1', /^select orders [0-9a-f]{4}$/],
    ['insert into "audit" ("a") values ($1)', /^insert audit [0-9a-f]{4}$/],
    ['update "orders" set "a" = $1', /^update orders [0-9a-f]{4}$/],
    ['delete from "evidence" where "x" = $1', /^delete evidence [0-9a-f]{4}$/],
    ['with "t" as (update "api_keys" set "a" = $1) select 1', /^with api_keys [0-9a-f]{4}$/],
    ['begin', /^begin [0-9a-f]{4}$/],
  ])('of %s', (text, label) => {
    expect(statementLabel(text)).toMatch(label);
  });

  test('is one for lists of any length, and another for another statement', () => {
    const some = statementLabel('select * from "orders" where "id" in ($1, $2)');
    expect(statementLabel('select * from "orders" where "id" in ($1, $2, $3)')).toBe(some);
    expect(statementLabel('select * from "orders" where "other" in ($1)')).not.toBe(some);
  });
});
