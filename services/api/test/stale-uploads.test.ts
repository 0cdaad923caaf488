import assert from 'node:assert/strict'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { sweepUploads } from '../src/stale-uploads.ts'

test('an upload that was never finished goes once no upload can take so long, while the api runs', async (t) => {
  const folder = t.testdir({})
  mkdirSync(join(folder, 'left'))
  let aheadMs = 0
  const stop = await sweepUploads(folder, quietLog, { everyMs: 10, now: () => Date.now() + aheadMs })
  t.teardown(stop)
  t.same(readdirSync(folder), ['left'], 'it may be under way in another process')
  aheadMs = 3 * 3_600_000
  await eventually(() => assert.deepEqual(readdirSync(folder), []))
})
