import { presetNamed } from '../outputs/presets.ts'
import type { ResolvedOutput } from '../resolved-timeline.ts'

/** Why an output cannot be encoded in slices that are joined afterwards; null where it can, or is no film. */
export function uncutReason(output: ResolvedOutput, isTransparent: boolean): string | null {
  if (output.picture === null) return null
  const { name, passes, largestBytes, sprite } = output
  const video = presetNamed(output.preset)?.video
  const because = (reason: string) => `the output "${name}" is made in one piece: ${reason}`
  if (video?.codec === 'gif') return because('all frames of a GIF share their colours')
  if (video?.codec === 'vp9' && isTransparent) return because('WebM keeps alpha beside its picture')
  if (output.lower !== undefined) return because('its segments are counted from its beginning')
  if (sprite !== undefined) return because('the pictures of its sheets are from all over the film')
  if (passes !== undefined) return because('two passes share out its rate over all of it')
  if (largestBytes !== undefined) return because('its rate goes by the size of all of it')
  return null
}
