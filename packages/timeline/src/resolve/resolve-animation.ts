import type { TextClip } from '@framewright/schemas'
import { framesOf } from './exact-time.ts'
import { refuse } from './problems.ts'
import type { ClipContext } from './resolve-clips.ts'
import { seconds, type Timing } from './resolve-timing.ts'
import type { PlannedAnimation, TextScript } from '../text/text-script.ts'

/** How a text comes and goes; null for one that just is there, and is not drawn by a script for its letters' sake. */
export function scriptOf(
  { animateIn, animateOut, verticalAlign = 'middle' }: TextClip,
  lines: readonly string[],
  isShaped: boolean,
  { startFrame, endFrame }: Timing,
  pointer: string,
  { rate, findings }: ClipContext,
): TextScript | null {
  const planned = (animation: TextClip['animateIn']): PlannedAnimation | null => {
    const frameCount = animation === undefined ? 0 : framesOf(animation.duration, rate)
    return animation === undefined || frameCount === 0 ? null : { type: animation.type, frameCount }
  }
  const [coming, going] = [planned(animateIn), planned(animateOut)]
  if (coming === null && going === null && !isShaped) return null
  const length = endFrame - startFrame
  const frames = (coming?.frameCount ?? 0) + (going?.frameCount ?? 0)
  if (frames > length) {
    refuse(
      findings,
      'FADES_TOO_LONG',
      `${pointer}/${going === null ? 'animateIn' : 'animateOut'}/duration`,
      `animateIn and animateOut take ${seconds(frames, rate)} together, the clip is ${seconds(length, rate)} long`,
      'Make them shorter or the clip longer.',
    )
  }
  return {
    verticalAlign,
    cues: [{ startFrame: 0, endFrame: length, lines: lines.map((line) => [line]) }],
    ...(coming === null ? {} : { animateIn: coming }),
    ...(going === null ? {} : { animateOut: going }),
  }
}
