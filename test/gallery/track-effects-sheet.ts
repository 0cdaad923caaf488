/** One effect on all that a track shows, and nothing else. */
import type { Edit, VideoClip } from '@framewright/schemas'
import type { Sheet } from './sheets.ts'

type VideoTrack = Extract<Edit['tracks'][number], { kind: 'video' }>

const effects: Readonly<Record<string, NonNullable<VideoTrack['effects']>>> = {
  'a blur goes beyond the edge of a clip': [{ type: 'blur', sigma: 5 }],
  'a vignette is that of the canvas': [{ type: 'vignette', strength: 0.9 }],
  'a title in blocks': [{ type: 'pixelate', size: 4 }],
}

export const trackEffectsSheet = (clip: (more?: Partial<VideoClip>) => VideoClip): Sheet => ({
  ...{ name: 'track-effects', title: 'Effects of a track' },
  shots: Object.entries(effects).map(([label, ofTrack]) => ({
    ...{ label, atSeconds: 0.5 },
    tracks: [
      { kind: 'video', clips: [clip({ fit: 'cover', effects: [{ type: 'color', saturation: 0.3 }] })] },
      {
        kind: 'video',
        effects: ofTrack,
        clips: label.includes('title')
          ? [{ type: 'text', text: 'Of the track', duration: 1, size: 32 }]
          : [clip({ scale: 0.6 })],
      },
    ],
  })),
})
