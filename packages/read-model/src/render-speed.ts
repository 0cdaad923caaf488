import { sql } from 'kysely'
import type { Database } from './database.ts'

export interface SpeedOptions {
  readonly width: number
  readonly height: number
  readonly encoder: string
  /** Films of chunks are made by many workers at once, others by one. */
  readonly inChunks: boolean
  /** Not counted: what is older. */
  readonly since: Date
}

/** The newest so many tell enough, and are quickly found. */
const mostFilms = 20

/**
 * Frames per second, from the first claim to the finished film: the median of the latest films of one size, encoder and way,
 * whoever's they are. Films that were half in the cache or more say nothing of rendering. Null: there are none.
 */
export async function getRenderSpeed(db: Database, options: SpeedOptions): Promise<number | null> {
  const { width, height, encoder, inChunks, since } = options
  const { rows } = await sql<{ speed: number | null }>`
    select percentile_cont(0.5) within group (order by frames * 1000 / render_ms) as speed from (
      select frame_count * (1 - coalesce(cache_hit_ratio, 0)) as frames, render_ms from renders
      where finished_at > ${since} and status = 'completed' and render_ms > 0
        and width = ${width} and height = ${height} and encoder = ${encoder}
        and (cache_hit_ratio is not null) = ${inChunks} and coalesce(cache_hit_ratio, 0) < 0.5
      order by finished_at desc limit ${mostFilms}
    ) as films`.execute(db.kysely)
  return rows[0]?.speed ?? null
}
