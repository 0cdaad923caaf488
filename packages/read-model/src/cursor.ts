import { CursorInvalid } from './errors.ts'

/** The place in a list that is ordered by time and id. Opaque to clients, who are to hand it back as it is. */
export interface Cursor {
  readonly at: Date
  readonly id: string
}

const shape = /^(\d{1,16})\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/
const latestMs = 8_640_000_000_000_000

const encodeCursor = ({ at, id }: Cursor): string =>
  Buffer.from(`${at.getTime()}.${id}`).toString('base64url')

export function decodeCursor(cursor: string): Cursor {
  const [, ms, id] = shape.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (ms === undefined || id === undefined || Number(ms) > latestMs) {
    throw new CursorInvalid('the cursor is not one that a list has returned')
  }
  return { at: new Date(Number(ms)), id }
}

/** Of rows of which one more than the page holds was asked for: the page, and where the next one begins; null on the last one. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => Cursor,
): { page: Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const hasMore = rows.length > limit && last !== undefined
  return { page, nextCursor: hasMore ? encodeCursor(placeOf(last)) : null }
}
