import type { SoundRole } from '@framewright/schemas'
import type { ChannelGains } from './channel-gains.ts'
import type { Downmix } from './downmix.ts'
import type { GainEnvelope } from './gain-envelope.ts'
import type { SoundRamp } from './sound-ramp.ts'
import type { OtherCurve, OtherFade, SoundMotion } from '../resolved-timeline.ts'

export interface PlannedSound {
  readonly sampleRateHz: number
  readonly sampleCount: number
  readonly clips: readonly PlannedSoundClip[]
  /** There only where a voice makes music go down. */
  readonly ducking?: PlannedDucking
}

/**
 * Down while a voice is as loud as the threshold, or was so shortly before; straight in decibels on the way down and
 * back. What goes down begins to do so ahead of the voice, and is there with it.
 */
export interface PlannedDucking {
  readonly amountDb: number
  readonly thresholdDb: number
  readonly attackSamples: number
  readonly holdSamples: number
  readonly releaseSamples: number
}

export interface PlannedSoundClip {
  readonly sha256: string
  readonly inMicroseconds: number
  /** Which of the file's sounds; the first where nothing is said. */
  readonly stream?: number
  readonly startSample: number
  readonly sampleCount: number
  readonly isMono: boolean
  /** Where it has more channels than two, or others than left and right. */
  readonly downmix?: Downmix
  /** Of its two sides, once it has them. */
  readonly channelGains?: ChannelGains
  readonly gainDb: number
  readonly gainEnvelope?: GainEnvelope
  /** Straight, in amplitude, or along the curve that is named. */
  readonly fadeInSamples: number
  readonly fadeOutSamples: number
  readonly fadeCurve?: OtherFade
  /** Along a quarter of a sine, so that the power of the two clips is one together; or along the curve that is named. */
  readonly crossfadeInSamples: number
  readonly crossfadeOutSamples: number
  readonly crossfadeInCurve?: OtherCurve
  readonly crossfadeOutCurve?: OtherCurve
  readonly motion?: SoundMotion | SoundRamp
  /** Where there is ducking. */
  readonly role?: SoundRole
  /** What it lies within, from the inside out: what is not in all of them is not heard. */
  readonly within?: readonly PlannedSoundSpan[]
}

/** Samples in which sounds are heard, and how. */
export type PlannedSoundSpan = Omit<
  PlannedSoundClip,
  'sha256' | 'inMicroseconds' | 'stream' | 'isMono' | 'downmix' | 'motion' | 'role' | 'within'
>
