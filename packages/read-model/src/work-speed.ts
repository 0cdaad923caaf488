import { sql } from 'kysely'
import type { Database } from './database.ts'

export interface WorkSpeed {
  /** How much of its work a film of these outputs and this size gets done in a second. */
  readonly ofFormat: (film: Format) => number | null
  /** Of any film, for each slot that it takes; null: none was made lately. */
  readonly ofSlot: number | null
}

export interface Format {
  readonly presets: readonly string[]
  readonly width: number
  readonly height: number
}

/** The newest so many of each format tell enough. */
const mostFilms = 20

/** Medians of the films that were made lately, whoever's they are; of what was half in the cache nothing is learnt. */
export async function getWorkSpeed(db: Database, since: Date): Promise<WorkSpeed> {
  const films = sql`
    select presets, width, height, slots, work * 1000.0 / render_ms as speed,
      row_number() over (partition by presets, width, height order by finished_at desc) as place
    from renders
    where finished_at > ${since} and status = 'completed' and render_ms > 0 and coalesce(cache_hit_ratio, 0) < 0.5`
  const { rows } = await sql<{ presets: string[] | null; width: number; height: number; speed: number }>`
    with films as (${films}), latest as (select * from films where place <= ${mostFilms})
    select presets, width, height, percentile_cont(0.5) within group (order by speed) as speed
    from latest group by presets, width, height
    union all
    select null, 0, 0, percentile_cont(0.5) within group (order by speed / slots) from latest having count(*) > 0
    `.execute(db.kysely)
  const known = new Map(
    rows.map((row) => [row.presets === null ? null : keyOf({ ...row, presets: row.presets }), row.speed]),
  )
  return { ofFormat: (film) => known.get(keyOf(film)) ?? null, ofSlot: known.get(null) ?? null }
}

const keyOf = ({ presets, width, height }: Format): string => JSON.stringify([presets, width, height])
