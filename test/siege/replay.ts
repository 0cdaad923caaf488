/** I4: the rows of renders, their chunks and assets are, to the byte, those that a replay of the whole history makes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { isDeepStrictEqual } from 'node:util'
import { fileURLToPath } from 'node:url'
import { runSql } from '../support/postgres.ts'
import type { System } from '../support/system.ts'

const rebuildScript = fileURLToPath(new URL('../../services/projector/dist/rebuild.js', import.meta.url))
const tables = ['renders', 'render_chunks', 'assets'] as const

/** For when every view has been seen to be up to date: the projector is not behind then. Afterwards the rows are a replay's. */
export async function isAsReplayed(system: System): Promise<boolean> {
  const before = await rowsOf(system)
  await replay(system)
  return isDeepStrictEqual(await rowsOf(system), before)
}

async function rowsOf({ databaseUrl }: System): Promise<string[]> {
  const texts: string[] = []
  for (const table of tables) {
    const rows = await runSql<{ text: string }>(
      databaseUrl,
      `select t::text as text from ${table} t order by 1`,
    )
    texts.push(...rows.map(({ text }) => text))
  }
  return texts
}

async function replay({ databaseUrl, eventStoreUrl }: System): Promise<void> {
  const child = spawn(process.execPath, [rebuildScript], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: databaseUrl,
      EVENT_STORE_URL: eventStoreUrl,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`the replay ended with ${code}`)
}
