/** Stills that are played one after the other. */
import type { SequenceClip } from '@framewright/schemas'
import type { Sheet } from './sheets.ts'

const shots: readonly (readonly [label: string, atSeconds: number, more: Partial<SequenceClip>])[] = [
  ['sequence of two, 2 a second: at 0.2 s', 0.2, {}],
  ['at 0.7 s', 0.7, {}],
  ['atEnd loop: at 1.2 s', 1.2, { atEnd: 'loop', duration: 2 }],
  ['in 0.5, scale 0.5, rotation 20', 0.2, { in: 0.5, scale: 0.5, rotation: 20 }],
]

/** `ring` and `rays` are images of one size. */
export const sequencesSheet = (ring: string, rays: string): Sheet => ({
  ...{ name: 'sequences', title: 'Image sequences' },
  shots: shots.map(([label, atSeconds, more]) => ({
    ...{ label, atSeconds },
    sequences: { stars: { assets: [ring, rays], fps: 2 } },
    tracks: [{ kind: 'video', clips: [{ type: 'sequence', sequence: 'stars', ...more }] }],
  })),
})
