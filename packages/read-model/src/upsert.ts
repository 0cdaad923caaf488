import { sql, type RawBuilder } from 'kysely'

/**
 * Rows as one JSON parameter: any number of them in one statement whose text never changes. Postgres' text and jsonb
 * cannot hold NUL or half a surrogate pair, and both can come out of ffmpeg's stderr or a user's title; one such
 * character must not stop the projection for everybody.
 */
export function rowsParameter(rows: readonly object[]): RawBuilder<unknown> {
  const text = JSON.stringify(rows)
  return sql`${escapedUnstorable.test(text) ? withoutUnstorable(rows) : text}::jsonb`
}

/** As JSON writes them; what only looks like it (a backslash before "u0000") is looked at closely for nothing. */
const escapedUnstorable = /\\u(?:0000|d[89a-f])/
const unstorable = /\0|\p{Surrogate}/gu

const withoutUnstorable = (rows: readonly object[]): string =>
  JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(unstorable, '\ufffd') : value,
  )

/** `a = excluded.a, b = excluded.b`, for every column but the key. */
export function assignments(columns: readonly string[], key: string): RawBuilder<unknown> {
  const others = columns.filter((column) => column !== key)
  return sql.join(others.map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`))
}

export const columnList = (columns: readonly string[]): RawBuilder<unknown> =>
  sql.join(columns.map((column) => sql.ref(column)))
