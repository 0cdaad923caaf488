import type { Rational } from '@framewright/schemas'
import type { PlannedEffect } from './effects.ts'
import type { Font } from './fonts.ts'
import type { GainEnvelope } from './gain-envelope.ts'
import type { PlannedOutput } from './planned-output.ts'
import type { PlannedMetadata } from './resolve-metadata.ts'
import type { OtherCurve, OtherFade, PictureClip, SoundMotion } from './resolved-timeline.ts'

/**
 * Everything that decides the bytes of the outputs, and nothing else: no host, no path, no clock, no text that is not
 * drawn. A plain JSON value; its canonical JSON is what is stored and hashed.
 */
export interface RenderPlan {
  readonly schemaVersion: 1
  readonly pipelineVersion: string
  /** Of all outputs, joined by `+` where they differ; of one that is sound alone, its codec. */
  readonly encoder: string
  readonly frameCount: number
  readonly frameRate: Rational
  readonly width: number
  readonly height: number
  /** `rrggbb` */
  readonly background: string
  /** Done to the finished canvas, in this order; there only where there are any. */
  readonly effects?: readonly PlannedEffect[]
  /** Written into the files; there only where the edit asks for it. */
  readonly metadata?: PlannedMetadata
  /** What is composited in: 4:2:2 in ten bits as soon as an output keeps that much. */
  readonly pixelFormat: 'yuv420p' | 'yuv422p10le'
  readonly sources: readonly PlannedSource[]
  readonly fonts: readonly Font[]
  /** Bottom to top. */
  readonly tracks: readonly PlannedTrack[]
  readonly sound: PlannedSound | null
  readonly outputs: readonly PlannedOutput[]
}

export interface PlannedSource {
  readonly sha256: string
  readonly sizeBytes: number
  readonly demuxer: string
}

/** A run is what is joined by transitions; runs of a track do not touch each other's frames. */
export interface PlannedTrack {
  readonly runs: readonly { readonly clips: readonly PictureClip[] }[]
}

export interface PlannedSound {
  readonly sampleRateHz: number
  readonly sampleCount: number
  readonly clips: readonly PlannedSoundClip[]
}

export interface PlannedSoundClip {
  readonly sha256: string
  readonly inMicroseconds: number
  readonly startSample: number
  readonly sampleCount: number
  readonly isMono: boolean
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
  readonly motion?: SoundMotion
}
