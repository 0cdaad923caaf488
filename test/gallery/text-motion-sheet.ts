import { textAnimations } from '@framewright/schemas'
import type { PictureClip, Sheet, Shot } from './sheets.ts'

/** How texts come, and how they go. */
export const textMotionSheet = (over: (clip: PictureClip) => Shot['tracks']): Sheet => ({
  ...{ name: 'text-motion', title: 'Texts that come, early and half way, and one that goes' },
  shots: [
    ...textAnimations
      .filter((type) => type !== 'typewriter')
      .flatMap((type) =>
        [0.2, 0.5].map((atSeconds) => ({
          ...{ label: `animateIn ${type}`, atSeconds },
          tracks: over({ ...title, animateIn: { type, duration: 1 } }),
        })),
      ),
    {
      ...{ label: 'animateOut pop', atSeconds: 0.85 },
      tracks: over({ ...title, duration: 1, animateOut: { type: 'pop', duration: 0.4 } }),
    },
  ],
})

const title = {
  type: 'text',
  text: 'Every frame counts',
  duration: 1.4,
  size: 20,
  position: { x: 0.5, y: 0.4 },
} as const
