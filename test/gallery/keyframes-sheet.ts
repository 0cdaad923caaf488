/** What changes over a clip beside its place: the window of a crop, masks, corners. */
import type { VideoClip } from '@framewright/schemas'
import type { Sheet } from './sheets.ts'

const keys = (from: number, to: number) => [
  { time: 0, value: from, easing: 'ease-in-out' as const },
  { time: 1, value: to },
]

const changing: Readonly<Record<string, Partial<VideoClip>>> = {
  'crop that moves': { fit: 'cover', crop: { left: keys(0, 0.6), right: keys(0.6, 0) } },
  'mask that grows': {
    mask: { type: 'rectangle', width: keys(0, 1), radius: 0.1, feather: keys(0.2, 0) },
  },
  corners: { scale: 0.8, borderRadius: keys(0, 0.5) },
}

export const keyframesSheet = (clip: (more?: Partial<VideoClip>) => VideoClip): Sheet => ({
  ...{ name: 'keyframes', title: 'What changes over a clip, at three of its moments' },
  shots: Object.entries(changing).flatMap(([label, more]) =>
    [0.2, 0.5, 0.9].map((atSeconds) => ({
      ...{ label: `${label}, at ${atSeconds} s`, atSeconds },
      tracks: [{ kind: 'video' as const, clips: [clip(more)] }],
    })),
  ),
})
