import type { Kysely } from 'kysely'

/** One step of the schema's history. Forward only, and never edited once it has been released. */
export interface Migration {
  readonly name: string
  up(db: Kysely<unknown>): Promise<void>
}
