import { truncateSync } from 'node:fs'
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Edit } from '@framewright/schemas'
import { sampleMedia } from '../../support/sample-media.ts'
import type { Fault } from '../fault.ts'

/** F14: FFmpeg itself ends well on half a file, and writes a film that is too short. */
export const inputBroken: Fault = {
  name: 'input-truncated',
  what: 'a clip that ends in the middle of its data, its index whole',
  recovery: null,
  rounds: 30,
  aim: {},
  spendsAttempts: true,
  round: async (siege) => {
    const folder = await mkdtemp(join(tmpdir(), 'framewright-siege-'))
    try {
      const path = join(folder, 'half.mp4')
      await copyFile(await sampleMedia('quickstart mp4'), path)
      const { size } = await stat(path)
      truncateSync(path, Math.floor(size * (0.3 + 0.5 * siege.random())))
      const answer = await uploadOrRefuse(siege.client, path)
      if (answer === null) return { recoveriesMs: [] }
      // What was let in is known to be short, so all of it can be shown, or it fails; it never ends as a film that lacks frames.
      const edit = wholeClip(siege.films.short, answer)
      const checked = await siege.client.request('POST', '/projects/siege/render?dryRun=true', { body: edit })
      if (checked.status === 200) await siege.submit(edit, ['failed'])
      return { recoveriesMs: [] }
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

async function uploadOrRefuse(
  client: { upload(path: string): Promise<{ assetId: string }> },
  path: string,
): Promise<string | null> {
  try {
    return (await client.upload(path)).assetId
  } catch (error: unknown) {
    // Refused where it came in, with a reason: nothing was promised.
    if (error instanceof Error && /^answered 4\d\d/.test(error.message)) return null
    throw error
  }
}

const wholeClip = (edit: Edit, asset: string): Edit => ({
  ...edit,
  tracks: [{ kind: 'video', clips: [{ type: 'video', asset, start: 0, duration: 1.9 }] }],
})
