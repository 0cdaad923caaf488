import { appendFileSync, copyFileSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assetKey } from '@framewright/schemas'
import { sampleMedia } from '../../support/sample-media.ts'
import type { Fault } from '../fault.ts'
import type { Siege } from '../siege.ts'

/** F14: FFmpeg itself ends well on half a file, and writes a film that is too short. */
export const inputBroken: Fault = {
  name: 'input-truncated',
  what: 'a clip that ends in the middle of its data: as it is uploaded, and another in storage after it was',
  recovery: null,
  rounds: 30,
  aim: {},
  spendsAttempts: true,
  round: async (siege) => {
    const folder = mkdtempSync(join(tmpdir(), 'framewright-siege-'))
    try {
      const path = join(folder, 'clip.mp4')
      copyFileSync(await sampleMedia('quickstart mp4'), path)
      const { size: clipBytes } = statSync(path)
      // Another clip each time: an empty box of the container, of some length, that nobody reads.
      appendFileSync(path, emptyBox(8 + Math.floor(siege.random() * 100_000)))
      const { assetId, sha256 } = await siege.client.upload(path)
      truncateSync(join(siege.system.storageFolder, assetKey(sha256)), partOf(clipBytes, siege))
      const clip = { type: 'video' as const, asset: assetId, start: 0, duration: 1.9 }
      const render = await siege.submit(
        { ...siege.films.short, tracks: [{ kind: 'video', clips: [clip] }] },
        ['failed'],
      )
      await siege.client.until(render.renderId, 'failed')

      truncateSync(path, partOf(clipBytes, siege))
      await assert.rejects(siege.client.upload(path), /^Error: answered 4\d\d/)
      return { recoveriesMs: [] }
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

/** Of the clip, not of the box behind it: that one nobody would miss. */
const partOf = (clipBytes: number, siege: Siege): number =>
  Math.floor(clipBytes * (0.3 + 0.3 * siege.random()))

/** ISO 14496-12: its length, all of it included, and `free`. */
function emptyBox(length: number): Buffer {
  const box = Buffer.alloc(length)
  box.writeUInt32BE(length, 0)
  box.write('free', 4, 'latin1')
  return box
}
