import type { Edit, VideoClip } from '@framewright/schemas'

/** What whoever cuts it may change before it is exported again. */
export interface FilmChanges {
  /** What the caption of the seventh clip says. */
  readonly caption?: string
  /** Two seconds of another place before all of it. */
  readonly insertedFrom?: number
  /** Of the fifth clip. */
  readonly saturation?: number
}

const canvas = { width: 1920, height: 1080, fps: 30 }
const clipSeconds = 5
const clipCount = 12
/** From the beginning of one clip to that of another, in the source, which has thirty. */
const placeSeconds = 2.2
/** Not one after the other: 5 and 12 have no factor in common. */
const placeOf = (at: number) => ((at * 5) % clipCount) * placeSeconds
const captioned = 6
const coloured = 4
const insertedSeconds = 2
const caption = { size: 48, position: { x: 0.5, y: 0.88 }, box: { color: '#00000080', padding: 12 } }
const captionAfterSeconds = 0.5
const captionSeconds = 4

/**
 * A minute of film at 1080p: twelve clips of five seconds from all over the source, a caption within each, and their sound.
 */
export function minuteFilm(asset: string, changes: FilmChanges = {}): Edit {
  const { insertedFrom, saturation } = changes
  const clip = (start: number, from: number, duration: number): VideoClip => ({
    ...{ type: 'video', asset, start, in: from, duration },
  })
  const offset = insertedFrom === undefined ? 0 : insertedSeconds
  const starts = Array.from({ length: clipCount }, (_, at) => offset + at * clipSeconds)
  const clips = starts.map((start, at): VideoClip => ({
    ...clip(start, placeOf(at), clipSeconds),
    ...(saturation === undefined || at !== coloured ? {} : { effects: [{ type: 'color', saturation }] }),
  }))
  return {
    schemaVersion: 1,
    canvas,
    tracks: [
      {
        kind: 'video',
        clips: [...(insertedFrom === undefined ? [] : [clip(0, insertedFrom, insertedSeconds)]), ...clips],
      },
      {
        kind: 'video',
        clips: starts.map((start, at) => ({
          ...{ type: 'text', ...caption, start: start + captionAfterSeconds, duration: captionSeconds },
          text: (at === captioned ? changes.caption : undefined) ?? `What clip number ${at + 1} shows`,
          ...{ fadeIn: 0.3, fadeOut: 0.3 },
        })),
      },
    ],
    outputs: [{ name: 'film', preset: 'standard' }],
  }
}
