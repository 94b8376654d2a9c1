import { CamelCasePlugin, type PluginTransformResultArgs, type QueryResult, type UnknownRow } from 'kysely';

/** What PostgreSQL has answered, each row as the values of its columns in their order. */
export interface RowsOfValues {
  readonly fields: readonly { readonly name: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Columns are camelCase in the code and snake_case in the database. Kysely's plugin writes every row anew when it
 * arrives; here the rows are made with the right names in the first place, by `rowsOf`, and jsonb keeps its keys.
 */
export class CamelCaseRows extends CamelCasePlugin {
  constructor() {
    super({ maintainNestedObjectKeys: true });
  }

  override async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return await Promise.resolve(result);
  }

  /** The rows as objects. Of two columns of one name the last counts. */
  rowsOf<Row>(answer: RowsOfValues): Row[];
  rowsOf({ fields, rows }: RowsOfValues): unknown[] {
    const names = fields.map(({ name }) => this.camelCase(name));
    // Rows that are copied from one share its shape.
    const empty: Readonly<Record<string, unknown>> = Object.fromEntries(names.map((name) => [name, null]));
    return rows.map((values) => {
      const row: Record<string, unknown> = { ...empty };
      names.forEach((name, index) => {
        row[name] = values[index];
      });
      return row;
    });
  }
}
