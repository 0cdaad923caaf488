import type { AssetFacts, AudioClip, Rational, VideoClip } from '@framewright/schemas'
import { secondsOfFrames } from './exact-time.ts'
import { refuse, type Findings } from './problems.ts'
import type { SoundMotion, VideoPicture } from './resolved-timeline.ts'

const lowestSpeed = 0.1

/** 1 where nothing can be told from it: what is wrong with it has been reported then. */
export const speedOf = ({ speed = 1 }: { readonly speed?: number }): number => (speed < lowestSpeed ? 1 : speed)

/** How the time of a source is to run. */
export function checkMotion(clip: VideoClip | AudioClip, pointer: string, findings: Findings): void {
  const { speed = 1 } = clip
  const isExact = Number(speed.toFixed(3)) === speed
  if (speed >= lowestSpeed && isExact) return
  refuse(
    findings,
    'SPEED_INVALID',
    `${pointer}/speed`,
    isExact ? `${speed} is slower than ${lowestSpeed}` : `${speed} has more than three decimals`,
    isExact ? `Use ${lowestSpeed} at least.` : `Use ${Math.max(lowestSpeed, Number(speed.toFixed(3)))}.`,
  )
}

export const pictureMotion = (clip: VideoClip): Pick<VideoPicture, 'speed'> =>
  speedOf(clip) === 1 ? {} : { speed: speedOf(clip) }

export function soundMotion(clip: VideoClip | AudioClip): { readonly motion?: SoundMotion } {
  const speed = speedOf(clip)
  return speed === 1 ? {} : { motion: { speed, pitch: clip.pitch ?? 'keep' } }
}

/** A clip at speed 8 decodes eight times as many frames as one at speed 1, and shows no more of them. */
export function skippedPixels(
  clip: VideoClip,
  lengthFrames: number,
  facts: AssetFacts,
  rate: Rational,
): number {
  const { video } = facts.media
  const speed = speedOf(clip)
  if (video === null || speed <= 1) return 0
  const seconds = secondsOfFrames(lengthFrames, rate) * (speed - 1)
  return ((seconds * video.frameRate.num) / video.frameRate.den) * video.width * video.height
}
