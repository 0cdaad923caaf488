import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { liveOneOfEach, liveRender, lives, untilProjected, withStores } from './history.ts'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const kills = 3

function startProcess(url: string) {
  const env = { ...process.env, EVENT_STORE_URL: url, DATABASE_URL: url, LOG_LEVEL: 'error' }
  return spawn(process.execPath, [main], { env, stdio: ['ignore', 'inherit', 'inherit'] })
}

test('killed again and again while events come in, the rows are those of a replay', async (t) => {
  const { url, db, eventStore } = await withStores(t)
  for (let kill = 0; kill < kills; kill += 1) {
    await liveOneOfEach(eventStore)
    const child = startProcess(url)
    const exited = once(child, 'exit')
    t.teardown(() => child.kill('SIGKILL'))
    await untilProjected({ db, eventStore })

    const before = await rowCount()
    let alive = true
    const writer = (async () => {
      for (let turn = 0; alive; turn += 1) await liveRender(eventStore, lives[turn % lives.length]!)
    })()
    // In the middle of what it does then, a little later each time.
    await eventually(
      async () => {
        if ((await rowCount()) < before + 1 + kill * 3) throw new Error('it has not come that far')
      },
      { everyMs: 3, withinMs: 60_000 },
    )
    child.kill('SIGKILL')
    await exited
    alive = false
    await writer
  }

  const last = startProcess(url)
  const exited = once(last, 'exit')
  t.teardown(() => last.kill('SIGKILL'))
  await untilProjected({ db, eventStore })
  last.kill('SIGTERM')
  t.same(await exited, [0, null])

  async function rowCount(): Promise<number> {
    const rows = await db.query<{ count: number }>('select count(*)::int as count from renders')
    return rows[0]?.count ?? 0
  }
})
