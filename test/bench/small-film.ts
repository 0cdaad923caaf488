import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Edit } from '@framewright/schemas'
import type { ApiClient } from '../support/api-client.ts'

/** The least that can be rendered: what is measured with it is the way there, not the rendering. */
export async function smallFilm(client: ApiClient, folder: string): Promise<Edit> {
  const path = join(folder, 'small.mp4')
  const picture = 'testsrc2=size=128x72:rate=25:duration=1'
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', picture, '-pix_fmt', 'yuv420p', path])
  const { assetId } = await client.upload(path)
  return {
    schemaVersion: 1,
    canvas: { width: 128, height: 72, fps: 25 },
    tracks: [{ kind: 'video', clips: [{ type: 'video', asset: assetId, start: 0, duration: 0.2 }] }],
    outputs: [{ name: 'film', preset: 'standard' }],
  }
}
