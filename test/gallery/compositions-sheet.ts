/** A title that is composed once and shown in several ways. */
import type { Composition, CompositionClip, VideoClip } from '@framewright/schemas'
import type { Sheet } from './sheets.ts'

const card: Composition = {
  ...{ width: 480, height: 160 },
  tracks: [
    {
      kind: 'video',
      clips: [
        {
          ...{ type: 'shape', duration: 1 },
          shape: { type: 'rectangle', width: 460, height: 130, radius: 30, fill: '#203060c0' },
        },
      ],
    },
    { kind: 'video', clips: [{ type: 'text', text: 'Composed once', duration: 1, size: 44 }] },
  ],
}

const uses: Readonly<Record<string, Partial<CompositionClip>>> = {
  'a lower third': { scale: 0.6, position: { x: 0.5, y: 0.8 } },
  'turned, half opaque': { scale: 0.8, rotation: -15, opacity: 0.5 },
  'with a soft mask': { mask: { type: 'ellipse', feather: 0.4 } },
}

export const compositionsSheet = (clip: (more?: Partial<VideoClip>) => VideoClip): Sheet => ({
  ...{ name: 'compositions', title: 'Compositions' },
  shots: Object.entries(uses).map(([label, use]) => ({
    ...{ label, atSeconds: 0.5, compositions: { card } },
    tracks: [
      { kind: 'video', clips: [clip({ fit: 'cover' })] },
      { kind: 'video', clips: [{ type: 'composition', composition: 'card', ...use }] },
    ],
  })),
})
