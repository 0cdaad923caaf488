import assert from 'node:assert/strict'
import type { RenderView } from '@framewright/schemas'
import { sampleMedia } from '../../support/sample-media.ts'
import type { Fault } from '../fault.ts'
import { untilCompleted } from '../victims.ts'

const attemptBudget = 3

/** F7. It takes a worker's ffmpeg with it each time; the others' renders go on beside it. After the fix it is retried by hand. */
export const poison: Fault = {
  name: 'poison',
  what: 'a source that makes ffmpeg die of SIGSEGV, beside good renders; mended, it is retried by hand',
  recovery: 'from submission until the good renders beside it are done',
  rounds: 30,
  aim: {},
  spendsAttempts: true,
  round: async (siege) => {
    const { client, films } = siege
    const { assetId, sha256 } = await client.upload(await sampleMedia('silent video'))
    siege.ffmpeg.poison(sha256)
    const clip = { type: 'video' as const, asset: assetId, start: 0, duration: 0.2 }
    const edit = { ...films.short, tracks: [{ kind: 'video' as const, clips: [clip] }] }
    try {
      const poisoned = await siege.submit(edit, ['completed'])
      const sinceMs = performance.now()
      const good = await Promise.all(Array.from({ length: 3 }, () => siege.submit(films.short)))
      await untilCompleted(
        siege,
        good.map(({ renderId }) => renderId),
      )
      const recoveredMs = performance.now() - sinceMs
      const failed = await client.until(poisoned.renderId, 'failed')
      checkListed(failed)
      siege.ffmpeg.poison(null)
      const retried = await client.request('POST', `/renders/${poisoned.renderId}/retry`)
      assert.equal(retried.status, 202, retried.bytes.toString())
      await untilCompleted(siege, [poisoned.renderId])
      return { recoveriesMs: [recoveredMs] }
    } finally {
      siege.ffmpeg.poison(null)
    }
  },
}

/** It ends after exactly its attempts, and says why, in the words of the ffmpeg that died. */
function checkListed({ attempt, failure }: RenderView): void {
  assert.equal(attempt, attemptBudget)
  assert.equal(failure?.code, 'ENCODE_FAILED')
  assert.match(failure.stderrTail.join('\n'), /about to read/)
}
