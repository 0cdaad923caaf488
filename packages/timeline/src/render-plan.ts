import type { Rational } from '@framewright/schemas'
import type { DrawnGradient } from './picture/drawing.ts'
import type { PlannedEffect } from './picture/effects.ts'
import type { PlannedHdr } from './picture/hdr.ts'
import type { AlphaDecoder } from './resolve/source-facts.ts'
import type { Font } from './text/fonts.ts'
import type { CaptionTrack } from './text/caption-tracks.ts'
import type { PlannedOutput } from './outputs/planned-output.ts'
import type { PlannedMetadata } from './resolve/resolve-metadata.ts'
import type { PlannedSound } from './sound/planned-sound.ts'
import type { PictureClip } from './resolved-timeline.ts'

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
  /** `rrggbb`, or a gradient */
  readonly background: string | DrawnGradient
  /** It can be seen through where nothing is, in outputs that keep that; there only where one does. */
  readonly isTransparent?: true
  /** How light is coded on the canvas, where it is HDR; all that is SDR is brought to it. There only then. */
  readonly hdr?: PlannedHdr
  /** Done to the finished canvas, in this order; there only where there are any. */
  readonly effects?: readonly PlannedEffect[]
  /** Written into the files; there only where the edit asks for it. */
  readonly metadata?: PlannedMetadata
  /** What is composited in: 4:2:2 in ten bits as soon as an output keeps that much, or alpha; else HDR in ten of 4:2:0. */
  readonly pixelFormat: 'yuv420p' | 'yuv420p10le' | 'yuv422p10le'
  readonly sources: readonly PlannedSource[]
  readonly fonts: readonly Font[]
  /** Bottom to top. */
  readonly tracks: readonly PlannedTrack[]
  readonly sound: PlannedSound | null
  /**
   * Where the film is cut into slices that are rendered one after the other and joined as they are encoded; there only
   * where all of its sources would be too much to have open at once.
   */
  readonly slicedAt?: readonly number[]
  /** What players show over the outputs that hold it, one for each language; there only where one does. */
  readonly captions?: readonly CaptionTrack[]
  readonly outputs: readonly PlannedOutput[]
}

export interface PlannedSource {
  readonly sha256: string
  readonly sizeBytes: number
  readonly demuxer: string
  /** Where the usual one would lose its alpha. */
  readonly decoder?: AlphaDecoder
}

/** A run is what is joined by transitions; runs of a track do not touch each other's frames. */
export interface PlannedTrack {
  readonly runs: readonly { readonly clips: readonly PictureClip[] }[]
}
