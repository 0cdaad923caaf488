import type { Edit, Transition } from '@framewright/schemas'
import type { LumaWipe } from '../picture/luma-wipe.ts'
import type { ClipContext } from './resolve-clips.ts'
import { imageLevels } from './resolve-mask.ts'
import type { Timing } from './resolve-timing.ts'
import { clipsOf } from './tracks-of.ts'

/** With the wipe that the transition of a clip is, where it is one. */
export function withLumaWipe(
  timing: Timing,
  transition: Transition | undefined,
  pointer: string,
  context: Pick<ClipContext, 'canvas' | 'assets' | 'findings'>,
): Timing {
  if (transition?.type !== 'luma' || timing.crossfadeFrames === 0) return timing
  const { softness = 0, invert = false, asset } = transition
  const { width, height } = context.canvas
  const levels = imageLevels({ type: 'luma', asset }, { width, height }, `${pointer}/transition`, context)
  if (levels === null) return timing
  const wipe: LumaWipe = { ...levels, kind: 'luma', softness, ...(invert ? { isInverted: true } : {}) }
  return { ...timing, transition: wipe }
}

/** The images that transitions of an edit go by. */
export const wipeImagesOf = (edit: Edit): { readonly pointer: string; readonly asset: string }[] =>
  clipsOf(edit).flatMap(({ pointer, clip: { transition } }) =>
    transition?.type === 'luma' ? [{ pointer: `${pointer}/transition/asset`, asset: transition.asset }] : [],
  )
