/** One fault of each kind that no flow shows already, once. `npm run siege` does them all until the figures mean something. */
import assert from 'node:assert/strict'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { outputPrefix } from '@framewright/schemas'
import t, { test } from 'tap'
import { runSql } from '../support/postgres.ts'
import { faults } from './faults/index.ts'
import { runFault } from './run-fault.ts'
import { startSiege } from './siege.ts'
import { verify } from './verify.ts'
import { untilCompleted } from './victims.ts'

/**
 * The others are in test/flow, with more to say of each (worker-dies-mid-render, poison, live-worker-is-left-alone,
 * followers-restart, worker-drains), or take longer than a suite has time for.
 */
const inSmall = ['database-killed', 'replies-lost', 'api-without-database', 'jetstream-erased', 'disk-full']

const filmSize = { width: 256, height: 144 }
const siege = await startSiege(t, { seed: 7, workers: 2, filmSize, longestHoldMs: 4_000, loopStallMs: 9_000 })

for (const fault of faults.filter(({ name }) => inSmall.includes(name))) {
  const obstacle = fault.obstacle?.() ?? false
  test(`${fault.what}: nothing is lost, and nothing done twice`, { skip: obstacle }, async (t) => {
    const row = await runFault(siege, fault, 1, { replay: false })
    t.equal(row.failures, 0, row.details.join('; '))
    if (row.recoveryMs !== null) t.comment(`${fault.recovery}: ${Math.round(row.recoveryMs.max)} ms`)
  })
}

test('after all that the rows are those of a replay, and the verifier sees what is wrong', async (t) => {
  const { renderId } = await siege.submit(siege.films.short)
  await untilCompleted(siege, [renderId])
  const accepted = siege.ledger.turn().accepted
  t.match(await verify(siege, accepted), { lost: 0, double: 0, stale: 0, unlike: 0, orphans: 0 })

  const [output] = (await siege.client.render(renderId)).outputs
  assert(output !== undefined)
  const events = await siege.client.events(renderId)
  const { key } = (events.at(-1)!.data as { outputs: { key: string }[] }).outputs[0]!
  t.ok(key.startsWith(outputPrefix(renderId)))
  appendFileSync(join(siege.system.storageFolder, key), 'x')
  await runSql(siege.system.databaseUrl, `update renders set attempt = 99 where render_id = $1`, [renderId])
  const found = await verify(siege, [...accepted, { renderId, key: 'again', endings: ['cancelled'] }])
  t.match(found, { lost: 1, unlike: 1 })
  t.not(found.stale, 0)
})
