/** Masks, each over a gradient that shows what is gone. */
import type { Mask, ShapeClip, VideoClip } from '@framewright/schemas'
import type { Sheet } from './sheets.ts'

const below: ShapeClip = {
  ...{ type: 'shape', duration: 1 },
  shape: {
    ...{ type: 'rectangle', width: 8192, height: 8192 },
    fill: '#d8c8a8',
  },
}
const heart = [
  [0.5, 0.95],
  [0.25, 0.6],
  [0.24, 0.3],
  [0.36, 0.15],
  [0.5, 0.28],
  [0.64, 0.15],
  [0.76, 0.3],
  [0.75, 0.6],
].map(([x = 0, y = 0]) => ({ x, y }))

const masks: Readonly<Record<string, Mask>> = {
  'ellipse, soft': { type: 'ellipse', width: 0.8, height: 0.9, feather: 0.15 },
  'rectangle, inverted': { type: 'rectangle', width: 0.5, height: 0.5, radius: 0.2, invert: true },
  polygon: { type: 'polygon', points: heart },
}

/** `ring` is an image with alpha. */
export const masksSheet = (clip: (more?: Partial<VideoClip>) => VideoClip, ring: string): Sheet => ({
  ...{ name: 'masks', title: 'Masks' },
  shots: [
    ...Object.entries(masks).map(([label, mask]) => ({ label, mask, more: {} })),
    { label: 'alpha of an image', mask: { type: 'alpha', asset: ring } as const, more: {} },
    {
      label: 'turned with its picture',
      ...{ mask: { type: 'ellipse', width: 0.6, feather: 0.05 } as const, more: { rotation: 25 } },
    },
  ].map(({ label, mask, more }) => ({
    ...{ label, atSeconds: 0.5 },
    tracks: [
      { kind: 'video', clips: [below] },
      { kind: 'video', clips: [clip({ fit: 'cover', mask, ...more })] },
    ],
  })),
})
