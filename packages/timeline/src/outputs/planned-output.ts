import type { Loudness, Rational } from '@framewright/schemas'
import type { PlannedHdr } from '../picture/hdr.ts'
import type { WrittenCue } from '../text/caption-files.ts'
import type { ExpectedCaptions } from './planned-captions.ts'
import type { StreamCopy } from './stream-copy.ts'
import type {
  AudioCodec,
  Container,
  FilmCodec,
  ProResProfile,
  SidecarContainer,
  StillCodec,
  VideoCodec,
} from './presets.ts'

export type PlannedOutput = PlannedPicture | PlannedSoundFile | PlannedSidecar

interface PlannedFile {
  readonly name: string
  readonly fileName: string
  readonly contentType: string
  readonly container: Container
}

/** With a picture, and the sound if there is any. */
export interface PlannedPicture extends PlannedFile {
  readonly width: number
  readonly height: number
  /** Where in it the canvas is shown; the rest is black. */
  readonly picture: {
    readonly width: number
    readonly height: number
    readonly x: number
    readonly y: number
  }
  readonly video: PlannedVideo
  /** There where it is sent piece by piece, in one of several sizes. */
  readonly ladder?: PlannedLadder
  /** What its picture is instead of being encoded. */
  readonly copy?: StreamCopy
  readonly audio: PlannedAudio | null
  readonly expected: ExpectedPicture
}

export interface PlannedLadder {
  /** Of a segment; the last one has what is left. */
  readonly segmentFrames: number
  /** The other sizes, largest first, without sound. */
  readonly lower: readonly PlannedPicture[]
}

/** How the picture is encoded. */
export type PlannedVideo = PlannedFilm | PlannedStill | PlannedGif | PlannedSprite

export interface PlannedFilm {
  readonly codec: FilmCodec
  readonly encoder: string
  /** Of ProRes; HQ where nothing is said. */
  readonly profile?: ProResProfile
  /** Whether it can be seen through. */
  readonly hasAlpha?: true
  /** There where it is HDR. */
  readonly hdr?: PlannedHdr
  readonly crf: number | null
  /**
   * In place of `crf`. Beside it the CPU goes by the quality, and the rate says no more than what comes at most: the peak, and
   * the buffer; a GPU goes by the rate.
   */
  readonly rate?: VideoRate
  /** Of a chunk: the film goes on behind its last frame. */
  readonly goesOn?: true
  /** Encoded twice, so that the rate can be shared out by what the film needs where. */
  readonly passes?: 2
  /**
   * By the size of the picture, never by the host: x264 writes other bytes for another number. With a rate it has one:
   * several look at how far the others happen to be before they spend what is left of the buffer.
   */
  readonly threads: number
  readonly keyframeInterval: number
  /** Key frames are nowhere else, so that all sizes have theirs at the same frames. */
  readonly hasFixedGroups?: true
}

/** One frame of the film, counted from 0. */
export interface PlannedStill {
  readonly codec: StillCodec
  readonly encoder: string
  readonly frame: number
  /** In its place the first of these that shows something is taken, where it does not itself. */
  readonly otherFrames?: readonly number[]
  readonly hasAlpha?: true
}

/** Frame k shows what is on the screen at its time in the film. */
export interface PlannedGif {
  readonly codec: 'gif'
  readonly encoder: string
  readonly frameRate: Rational
  readonly frameCount: number
}

/** One of so many frames, beginning with the first, on sheets of so many columns and rows. */
export interface PlannedSprite {
  readonly codec: 'mjpeg'
  readonly encoder: string
  readonly everyFrames: number
  readonly tileCount: number
  readonly columns: number
  readonly rows: number
}

/** Sound alone. */
export interface PlannedSoundFile extends PlannedFile {
  readonly video: null
  readonly audio: PlannedAudio
  readonly expected: ExpectedSound
}

export interface PlannedAudio {
  readonly codec: AudioCodec
  readonly kilobitsPerSecond: number | null
  /** Stereo where nothing is said. */
  readonly channels?: 1
  /** What the whole is brought to, where that is asked for. */
  readonly loudness?: PlannedLoudness
}

export type PlannedLoudness = Required<Loudness>

/** Kilobits a second, on average and at most, over a buffer of so many kilobits. */
export interface VideoRate {
  readonly averageKbps: number
  readonly peakKbps: number
  readonly bufferKbits: number
}

/** Captions alone, which no ffmpeg has a part in. */
export interface PlannedSidecar extends PlannedFile {
  readonly container: SidecarContainer
  readonly video: null
  readonly audio: null
  readonly cues: readonly WrittenCue[]
  readonly expected: ExpectedSidecar
}

/** What ffprobe must find in the finished file. */
export type ExpectedOutput = ExpectedPicture | ExpectedSound | ExpectedSidecar

export interface ExpectedPicture {
  readonly frameCount: number
  readonly frameRate: Rational
  readonly width: number
  readonly height: number
  readonly hasAudio: boolean
  readonly videoCodec: VideoCodec
  readonly largestBytes?: number
  readonly hasAlpha?: true
  /** How its light is coded in ten bits, where it is HDR. */
  readonly hdr?: PlannedHdr['transfer']
  /** Tracks that players show over it; there only where there are any. */
  readonly captions?: readonly ExpectedCaptions[]
  readonly audioCodec: AudioCodec | null
  /** Where it is not two. */
  readonly channels?: 1
  /** Null: a still has none. */
  readonly durationSeconds: number | null
}

export interface ExpectedSound {
  readonly videoCodec: null
  readonly audioCodec: AudioCodec
  readonly sampleRateHz: number
  readonly sampleCount: number
  readonly channels?: 1
}

export interface ExpectedSidecar {
  readonly videoCodec: null
  readonly audioCodec: null
  readonly format: SidecarContainer
  readonly cueCount: number
  /** To the end of the last cue. */
  readonly durationSeconds: number
}
