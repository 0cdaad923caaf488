import type { Animated, AssetFacts, AudioClip, Rational, VideoClip } from '@framewright/schemas'
import { secondsOfFrames } from './exact-time.ts'
import { refuse, type Findings } from './problems.ts'
import { checkRamp, lowestSpeed, rampCurve, rampOf } from './speed-ramp.ts'
import { soundPieces, type SoundRamp } from '../sound/sound-ramp.ts'
import { frameLocal, type Reach } from '../reach.ts'
import type { SoundMotion, VideoPicture } from '../resolved-timeline.ts'

/** How far each reaches in time, by its key in a clip. */
export const motionReach: Readonly<Record<'speed' | 'pitch' | 'reverse' | 'freeze', Reach>> = {
  speed: frameLocal,
  // What is put together of pieces that fit each other depends on the first one.
  pitch: { kind: 'span' },
  // A part of it is a part of its source, backwards.
  reverse: frameLocal,
  freeze: frameLocal,
}

/** What says how fast a clip runs. */
export interface Sped {
  readonly speed?: Animated
}

/** 1 where it changes, and where nothing can be told from it: what is wrong with it has been reported then. */
export const speedOf = ({ speed = 1 }: Sped): number =>
  typeof speed !== 'number' || speed < lowestSpeed ? 1 : speed

export const isRamped = ({ speed }: Sped): boolean => typeof speed === 'object'

export const isFrozen = (clip: VideoClip | AudioClip): boolean =>
  clip.type === 'video' && clip.freeze === true

/** How much of its source a clip takes. */
export function sourceSeconds(clip: Sped, lengthFrames: number, rate: Rational): number {
  const ramp = rampOf(clip.speed, rate)
  return ramp === null
    ? secondsOfFrames(lengthFrames, rate) * speedOf(clip)
    : secondsOfFrames(ramp.taken(lengthFrames), rate)
}

/** How the time of a source is to run. */
export function checkMotion(
  clip: VideoClip | AudioClip,
  pointer: string,
  rate: Rational,
  findings: Findings,
): void {
  if (clip.type === 'video' && isFrozen(clip)) return checkFreeze(clip, pointer, findings)
  const { speed = 1 } = clip
  if (typeof speed !== 'number') return checkRamp(speed, `${pointer}/speed`, rate, findings)
  const isExact = Number(speed.toFixed(3)) === speed
  if (speed >= lowestSpeed && isExact) return
  refuse(
    findings,
    'SPEED_INVALID',
    `${pointer}/speed`,
    isExact ? `${speed} is slower than ${lowestSpeed}` : `${speed} has more than three decimals`,
    !isExact
      ? `Use ${Math.max(lowestSpeed, Number(speed.toFixed(3)))}.`
      : speed === 0 && clip.type === 'video'
        ? 'To show one frame for a while use "freeze": true and a duration.'
        : `Use ${lowestSpeed} at least.`,
  )
}

function checkFreeze(clip: VideoClip, pointer: string, findings: Findings): void {
  for (const key of [
    'speed',
    'pitch',
    'reverse',
    'gainDb',
    'audioTrack',
    'channels',
    'balance',
    'fadeCurve',
    'role',
    'atEnd',
  ] as const) {
    if (clip[key] === undefined || clip[key] === false) continue
    refuse(
      findings,
      'FREEZE_CONFLICT',
      `${pointer}/${key}`,
      `a frozen clip is one frame without a sound: ${key} has no meaning`,
      `Remove ${key}, or the freeze.`,
    )
  }
  if (clip.duration !== undefined && clip.duration !== 'media') return
  refuse(
    findings,
    'FREEZE_WITHOUT_DURATION',
    `${pointer}/duration`,
    'a frozen clip has no length of its own',
    'Say for how many seconds it is shown.',
  )
}

type PictureMotion = Pick<VideoPicture, 'speed' | 'speedRamp' | 'isReversed' | 'isFrozen'>

export function pictureMotion(clip: VideoClip, frameCount: number, rate: Rational): PictureMotion {
  const ramp = isFrozen(clip) ? null : rampOf(clip.speed, rate)
  return {
    ...(speedOf(clip) === 1 ? {} : { speed: speedOf(clip) }),
    ...(ramp === null ? {} : { speedRamp: rampCurve(ramp, frameCount, clip.reverse ?? false) }),
    ...(clip.reverse ? { isReversed: true } : {}),
    ...(clip.freeze ? { isFrozen: true } : {}),
  }
}

/** Where it is slowest, for a speed that changes. */
export const slowestOf = (clip: VideoClip, rate: Rational): number =>
  rampOf(clip.speed, rate)?.slowest ?? speedOf(clip)

/** Why nothing can be heard of a clip whose speed changes; null where something can. */
export function whySilent(clip: VideoClip | AudioClip, frameCount: number, rate: Rational): string | null {
  const ramp = rampOf(clip.speed, rate)
  if (ramp === null) return isRamped(clip) ? 'its speed cannot be told' : null
  if (clip.pitch !== 'follow') return 'its pitch cannot be kept; with "pitch": "follow" it is heard'
  return soundPieces(ramp, frameCount, rate) === null ? 'its speed changes too often to be heard' : null
}

export function soundMotion(
  clip: VideoClip | AudioClip,
  frameCount: number,
  rate: Rational,
): { readonly motion?: SoundMotion | SoundRamp } {
  const ramp = rampOf(clip.speed, rate)
  const pieces = ramp === null ? null : soundPieces(ramp, frameCount, rate)
  if (pieces !== null) return { motion: { pieces, isReversed: clip.reverse ?? false } }
  const speed = speedOf(clip)
  const { pitch = 'keep', reverse: isReversed = false } = clip
  return speed === 1 && !isReversed ? {} : { motion: { speed, pitch, isReversed } }
}

/** A clip at speed 8 decodes eight times as many frames as one at speed 1, and shows no more of them. */
export function skippedPixels(
  clip: VideoClip,
  lengthFrames: number,
  facts: AssetFacts,
  rate: Rational,
): number {
  const { video } = facts.media
  const seconds = sourceSeconds(clip, lengthFrames, rate) - secondsOfFrames(lengthFrames, rate)
  if (video === null || seconds <= 0) return 0
  return ((seconds * video.frameRate.num) / video.frameRate.den) * video.width * video.height
}
