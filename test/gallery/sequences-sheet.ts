/** Stills that are played one after the other. */
import type { SequenceClip, ShapeClip, VideoClip } from '@framewright/schemas'
import type { Sheet } from './sheets.ts'
import { pictureSize } from './tile.ts'

const shots: readonly (readonly [label: string, atSeconds: number, more: Partial<SequenceClip>])[] = [
  ['sequence of two, 2 a second: at 0.2 s', 0.2, {}],
  ['at 0.7 s', 0.7, {}],
  ['atEnd loop: at 1.2 s', 1.2, { atEnd: 'loop', duration: 2 }],
  ['in 0.5, scale 0.5, rotation 20', 0.2, { in: 0.5, scale: 0.5, rotation: 20 }],
]

const blue: ShapeClip = {
  ...{ type: 'shape', duration: 1 },
  shape: { type: 'rectangle', ...pictureSize, fill: '#80b0ff' },
}

/** `ring` and `rays` are images of one size. */
export const sequencesSheet = (
  film: (more?: Partial<VideoClip>) => VideoClip,
  ring: string,
  rays: string,
): Sheet => ({
  ...{ name: 'sequences', title: 'Image sequences, and masks that move' },
  shots: [
    ...shots.map(([label, atSeconds, more]) => ({
      ...{ label, atSeconds },
      clip: { type: 'sequence' as const, sequence: 'stars', ...more },
    })),
    ...[0.2, 0.7].map((atSeconds) => ({
      ...{ label: `luma of it as a mask: at ${atSeconds} s`, atSeconds },
      clip: film({ fit: 'cover', mask: { type: 'luma', sequence: 'stars' } }),
    })),
    {
      ...{ label: 'luma of a video as a mask', atSeconds: 0.5 },
      clip: { ...blue, mask: { type: 'luma' as const, asset: film().asset, in: 24, invert: true } },
    },
  ].map(({ label, atSeconds, clip }) => ({
    ...{ label, atSeconds },
    sequences: { stars: { assets: [ring, rays], fps: 2 } },
    tracks: [{ kind: 'video', clips: [clip] }],
  })),
})
