import type { Rational } from '@framewright/schemas'
import type { Font } from './fonts.ts'
import type { AudioCodec, Container, VideoCodec } from './presets.ts'
import type { OtherCurve, PictureClip } from './resolved-timeline.ts'

/**
 * Everything that decides the bytes of the outputs, and nothing else: no host, no path, no clock, no text that is not
 * drawn. A plain JSON value; its canonical JSON is what is stored and hashed.
 */
export interface RenderPlan {
  readonly schemaVersion: 1
  readonly pipelineVersion: string
  /** Of all outputs, joined by `+` where they differ. */
  readonly encoder: string
  readonly frameCount: number
  readonly frameRate: Rational
  readonly width: number
  readonly height: number
  /** `rrggbb` */
  readonly background: string
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
  /** Straight, in amplitude. */
  readonly fadeInSamples: number
  readonly fadeOutSamples: number
  /** Along a quarter of a sine, so that the power of the two clips is one together; or along the curve that is named. */
  readonly crossfadeInSamples: number
  readonly crossfadeOutSamples: number
  readonly crossfadeInCurve?: OtherCurve
  readonly crossfadeOutCurve?: OtherCurve
}

export interface PlannedOutput {
  readonly name: string
  readonly fileName: string
  readonly contentType: string
  readonly container: Container
  readonly width: number
  readonly height: number
  /** Where in it the canvas is shown; the rest is black. */
  readonly picture: {
    readonly width: number
    readonly height: number
    readonly x: number
    readonly y: number
  }
  readonly video: {
    readonly codec: VideoCodec
    readonly encoder: string
    readonly crf: number | null
    /** In place of `crf`. */
    readonly rate?: VideoRate
    /**
     * By the size of the picture, never by the host: x264 writes other bytes for another number. With a rate it has one:
     * several look at how far the others happen to be before they spend what is left of the buffer.
     */
    readonly threads: number
    readonly keyframeInterval: number
  }
  readonly audio: { readonly codec: AudioCodec; readonly kilobitsPerSecond: number | null } | null
  readonly expected: ExpectedOutput
}

/** What ffprobe must find in the finished file. */
/** Kilobits a second, on average and at most, over a buffer of so many kilobits. */
export interface VideoRate {
  readonly averageKbps: number
  readonly peakKbps: number
  readonly bufferKbits: number
}

export interface ExpectedOutput {
  readonly frameCount: number
  readonly frameRate: Rational
  readonly width: number
  readonly height: number
  readonly hasAudio: boolean
  readonly videoCodec: VideoCodec
  readonly audioCodec: AudioCodec | null
  readonly durationSeconds: number
}
