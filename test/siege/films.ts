import type { Edit } from '@framewright/schemas'
import type { ApiClient } from '../support/api-client.ts'
import { sampleMedia } from '../support/sample-media.ts'

/** What is rendered under siege: little work, so that a machine of two cores can be broken hundreds of times. */
export interface Films {
  /** Done a moment after it was begun. */
  readonly short: Edit
  /** Takes a second or two: something can happen in the middle of it. */
  readonly long: Edit
  /** The same, in chunks. */
  chunked(n: number): Edit
}

export interface Size {
  readonly width: number
  readonly height: number
}

export async function uploadFilms(client: ApiClient, longSize: Size): Promise<Films> {
  const { assetId } = await client.upload(await sampleMedia('long video'))
  const film = (seconds: number, title: string, size: Size): Edit => ({
    schemaVersion: 1,
    title,
    canvas: { ...size, fps: 30 },
    tracks: [{ kind: 'video', clips: [{ type: 'video', asset: assetId, start: 0, duration: seconds }] }],
    outputs: [{ name: 'film', preset: 'standard' }],
  })
  return {
    short: film(0.2, 'Short', { width: 128, height: 72 }),
    long: film(14.5, 'Long', longSize),
    // Another first frame each time, else all but the first would come from the cache.
    chunked: (n) => {
      const edit = film(16, `Chunked ${n}`, longSize)
      const text = { type: 'text' as const, text: `${n}`, start: 0, duration: 16 }
      return { ...edit, tracks: [...edit.tracks, { kind: 'video', clips: [text] }] }
    },
  }
}
