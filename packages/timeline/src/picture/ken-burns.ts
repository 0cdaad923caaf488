import type { VideoClip } from '@framewright/schemas'
import { checkEasing, curveThrough, valuesOf, type Varying } from './curve.ts'
import { evenSize, type Size } from '../resolve/placement.ts'
import { refuse, type Findings } from '../resolve/problems.ts'
import type { Placement } from '../resolved-timeline.ts'
import { frameLocal, type Reach } from '../reach.ts'

/** Each frame of it is made of that frame of its clip, and of its number. */
export const kenBurnsReach: Reach = frameLocal

/** The part of a picture that is seen: where, from one edge to the other, and how near. */
export interface View {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

/** A move over a picture, which is made larger for that than it is placed. */
export interface KenBurns {
  readonly width: number
  readonly height: number
  readonly from: View
  readonly to: View
  /** How much of the way has been gone. */
  readonly progress: Varying
}

/** As far as this from its place, in pixels, a point is not seen to be. */
const mostPixelsOff = 1 / 64
/** A picture is made no larger than so many times what it is fitted to. */
const mostEnlarged = 2
const longestSide = 8192

export function kenBurnsOf(
  clip: Pick<VideoClip, 'kenBurns' | 'fit'>,
  placement: Placement,
  source: Size,
  frameCount: number,
  pointer: string,
  findings: Findings,
): KenBurns | null {
  if (clip.kenBurns === undefined) return null
  if (clip.fit === 'blur') {
    refuse(
      findings,
      'KEN_BURNS_WITH_BLUR',
      `${pointer}/kenBurns`,
      'with "fit": "blur" all of the picture is seen, all the time',
      'Use "fit": "cover", or remove kenBurns.',
    )
    return null
  }
  const { from, to, easing = 'linear' } = clip.kenBurns
  const views = [from, to].map(({ x = 0.5, y = 0.5, zoom = 1 }): View => ({ x, y, zoom })) as [View, View]
  const { scaledWidth, scaledHeight } = placement
  const enlarged = Math.max(
    1,
    Math.min(
      Math.max(...views.map(({ zoom }) => zoom)),
      source.width / scaledWidth,
      mostEnlarged,
      longestSide / Math.max(scaledWidth, scaledHeight),
    ),
  )
  const [width, height] = [evenSize(scaledWidth * enlarged), evenSize(scaledHeight * enlarged)]
  checkEasing(easing, `${pointer}/kenBurns/easing`, findings)
  const keys = [
    { frame: 0, value: 0, easing },
    { frame: Math.max(1, frameCount - 1), value: 1, easing },
  ]
  const progress = curveThrough(valuesOf(keys, frameCount), mostPixelsOff / (width + height))
  return { width, height, from: views[0], to: views[1], progress }
}
