import type { EditOutput } from '@framewright/schemas'
import { framesOf } from '../resolve/exact-time.ts'
import type { FilmLength } from './output-limits.ts'
import type { Preset } from './presets.ts'
import { refuse, type Findings } from '../resolve/problems.ts'
import type { ResolvedPicture } from '../resolved-timeline.ts'
import { seconds } from '../resolve/resolve-timing.ts'

/** Where else in the film a poster looks, in tenths of it: first near the middle, last near the ends. */
const otherTenths = [3, 7, 1, 9]

/** Which frame an output keeps, if it is a still: by default the one in the middle, as a film often begins in black. */
export function stillFrameOf(
  { at }: EditOutput,
  { name, video, container }: Preset,
  { frameCount, rate }: FilmLength,
  pointer: string,
  findings: Findings,
): Pick<ResolvedPicture, 'stillFrame' | 'otherFrames'> {
  if ((video?.codec !== 'png' && video?.codec !== 'mjpeg') || container === 'sprite') {
    if (at !== undefined) {
      const message = `the preset ${name} is no still`
      refuse(
        findings,
        'AT_WITHOUT_STILL',
        pointer,
        message,
        'Leave it out, or use still_png, still_jpeg or poster.',
      )
    }
    return {}
  }
  const stillFrame = at === undefined ? Math.floor(frameCount / 2) : framesOf(at, rate)
  // A film without clips is refused for that.
  if (stillFrame >= frameCount && frameCount > 0) {
    refuse(
      findings,
      'STILL_BEYOND_FILM',
      pointer,
      `the last frame of the film begins at ${seconds(frameCount - 1, rate)}`,
      'Use a time within the film, or leave it out for its middle.',
    )
  }
  if (at !== undefined || video.choosesFrame === undefined) return { stillFrame }
  const others = otherTenths.map((tenth) => Math.floor((frameCount * tenth) / 10))
  const otherFrames = [...new Set(others)].filter((frame) => frame !== stillFrame)
  return { stillFrame, ...(otherFrames.length === 0 ? {} : { otherFrames }) }
}
