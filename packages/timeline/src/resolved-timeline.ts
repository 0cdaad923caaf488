import type {
  AudioCurve,
  BlendMode,
  FadeCurve,
  Flip,
  Lane,
  Rational,
  SoundRole,
  WorkCost,
} from '@framewright/schemas'
import type { Curve } from './picture/curve.ts'
import type { Drawing, DrawnGradient } from './picture/drawing.ts'
import type { ChannelGains } from './sound/channel-gains.ts'
import type { Downmix } from './sound/downmix.ts'
import type { PlannedEffect } from './picture/effects.ts'
import type { Font } from './text/fonts.ts'
import type { PlannedHdr } from './picture/hdr.ts'
import type { GainEnvelope } from './sound/gain-envelope.ts'
import type { SoundRamp } from './sound/sound-ramp.ts'
import type { KenBurns } from './picture/ken-burns.ts'
import type { LumaWipe } from './picture/luma-wipe.ts'
import type { CropWindow } from './picture/moving-crop.ts'
import type { PlannedMask } from './picture/mask.ts'
import type { BorderRadius } from './picture/round-corners.ts'
import type { PlannedComposition } from './picture/nested.ts'
import type { PlannedSequence } from './picture/sequence.ts'
import type { StreamCopy } from './outputs/stream-copy.ts'
import type { PlannedLoudness, PlannedSprite, VideoRate } from './outputs/planned-output.ts'
import type { Size } from './resolve/placement.ts'
import type { PlannedDucking } from './sound/planned-sound.ts'
import type { ResolvedCaptions } from './resolve/resolve-caption-tracks.ts'
import type { PlannedMetadata } from './resolve/resolve-metadata.ts'
import type { Transform } from './resolve/resolve-transform.ts'
import type { AlphaDecoder } from './resolve/source-facts.ts'
import type { SourceCrop } from './resolve/source-crop.ts'
import type { OtherFont } from './text/text-fonts.ts'
import type { TextScript } from './text/text-script.ts'
import type { XfadeTransition } from './picture/transitions.ts'

/**
 * An edit in absolute frames of its canvas, with the facts of its assets worked in: nothing is left to be looked up.
 * Frames are counted from 0; `endFrame` is the first one that is no longer part of the clip.
 */
export interface ResolvedTimeline {
  readonly frameCount: number
  readonly frameRate: Rational
  readonly width: number
  readonly height: number
  /** `rrggbb`, or a gradient */
  readonly background: string | DrawnGradient
  /** There is none: what shows nothing can be seen through. */
  readonly isTransparent?: true
  /** There only where it is HDR. */
  readonly hdr?: PlannedHdr
  /** Done to the finished canvas, in this order; there only where there are any. */
  readonly effects?: readonly PlannedEffect[]
  readonly metadata?: PlannedMetadata
  /** What is said and leaves the picture; there only where something does. */
  readonly captions?: ResolvedCaptions
  /** Bottom to top. */
  readonly tracks: readonly PictureTrack[]
  readonly sounds: readonly SoundClip[]
  /** There only where some music meets a voice that it goes down for. */
  readonly ducking?: PlannedDucking
  readonly sources: readonly Source[]
  readonly outputs: readonly ResolvedOutput[]
  /** Where it is cut into slices; there only where it is too much for one run. */
  readonly slicedAt?: readonly number[]
  /** The names of the presets, each once, in the order of the outputs. */
  readonly presets: readonly string[]
  /** Of the most urgent preset. */
  readonly class: number
  readonly lane: Lane
  readonly cost: WorkCost
}

/** The bytes that a clip reads, and how they are to be read. */
export interface Source {
  readonly sha256: string
  readonly assetId: string
  readonly sizeBytes: number
  /** The only demuxer that may open it, in ffmpeg's name for it. */
  readonly demuxer: string
  /** Where the usual one would lose its alpha. */
  readonly decoder?: AlphaDecoder
}

export interface PictureTrack {
  readonly clips: readonly PictureClip[]
}
export type PictureClip = VideoPicture | ImagePicture | ShapePicture | CompositionPicture | TextPicture

interface Shown {
  readonly startFrame: number
  readonly endFrame: number
  /** How many frames it shares with the clip before it, which it takes over from; 0 is a cut. */
  readonly crossfadeFrames: number
  /** How it takes over from it; a crossfade where nothing is said. */
  readonly transition?: XfadeTransition | LumaWipe
  readonly opacity: number
  /** Where it changes over the clip; `opacity` is 1 then. */
  readonly opacityCurve?: Curve
  /** Where it is turned, or moves; what else is said of its place is where it begins then. */
  readonly transform?: Transform
  /** How it is laid on what is below it, where that is not over it. */
  readonly blend?: BlendMode
  readonly fadeInFrames: number
  readonly fadeOutFrames: number
  /** There only in a slice of a plan that lacks some of its frames: what is said of it goes by those of all of it. */
  readonly part?: ClipPart
}

export interface ClipPart {
  /** The one of all its frames that it begins with. */
  readonly firstFrame: number
  /** How many it has in all, as far as anything goes by its end. */
  readonly frameCount: number
}

/** A picture made `scaledWidth` x `scaledHeight`, of which `width` x `height` are shown at `x`, `y` of the canvas. */
export interface Placement {
  readonly scaledWidth: number
  readonly scaledHeight: number
  readonly cropX: number
  readonly cropY: number
  readonly width: number
  readonly height: number
  readonly x: number
  readonly y: number
}

/** Where all of a picture stands within its placement. */
export interface Contained {
  readonly width: number
  readonly height: number
  readonly x: number
  readonly y: number
}

/** How the colours of a source are coded; `bt709` needs no conversion, `auto` is what the file itself says. */
export type ColorMatrix = 'bt709' | 'bt601' | 'bt2020' | 'auto'

/** Of HDR, by its transfer, or of the primaries of bt2020 in SDR. */
export type WideColors = 'pq' | 'hlg' | 'bt2020'

interface Placed extends Shown {
  readonly placement: Placement
  readonly hasAlpha: boolean
  readonly colorMatrix: ColorMatrix
  /** There where its colours have to be brought to those of bt709; in an HDR film, where they are beyond SDR. */
  readonly wideColors?: WideColors
  /** What is left of its source, before it is flipped and placed. */
  readonly sourceCrop?: SourceCrop
  readonly flip?: Flip
  /** All of it over a blurred copy of itself, which is what is placed. */
  readonly contained?: Contained
  /** What of it is placed goes over it then. */
  readonly kenBurns?: KenBurns
  /** What is left of its source, where that changes. */
  readonly cropWindow?: CropWindow
  readonly borderRadius?: BorderRadius
  /** What is left of it, once its effects are done. */
  readonly mask?: PlannedMask
  /** Done to the picture in its placed size, in this order; there only where there are any. */
  readonly effects?: readonly PlannedEffect[]
}

export interface VideoPicture extends Placed {
  readonly kind: 'video'
  /** Of a sequence, the first of its files. */
  readonly sha256: string
  /** There where it is one file for each frame. */
  readonly sequence?: PlannedSequence
  readonly inMicroseconds: number
  /** Which of the file's video streams; the first where nothing is said. */
  readonly stream?: number
  /** To a picture for each frame, or for each of the two fields of one; there where it is interlaced. */
  readonly deinterlace?: 'frame' | 'field'
  /** Where it is not 1. */
  readonly speed?: number
  /** So many frames are all that it has; after them it begins anew. */
  readonly loopFrames?: number
  /** Where it changes: the frames of a speed of 1 that have gone by at the moment of each, in the source's order. */
  readonly speedRamp?: Curve
  /** The same frames from the last to the first one. */
  readonly isReversed?: true
  /** Its first frame, all the time. */
  readonly isFrozen?: true
}

export interface ImagePicture extends Placed {
  readonly kind: 'image'
  readonly sha256: string
  /** In which an SVG is drawn, so that it is sharp; there only for one. */
  readonly drawnSize?: { readonly width: number; readonly height: number }
}

export interface ShapePicture extends Placed {
  readonly kind: 'shape'
  /** In the size of the picture. */
  readonly drawing: Drawing
}

/** What is composed by itself, as if it were a video. */
export interface CompositionPicture extends Placed {
  readonly kind: 'composition'
  /** Which of its frames is the first one of the clip. */
  readonly firstFrame: number
  /** What clips of a track show, and not all of its canvas: effects mix its colours by how much there is of each. */
  readonly isOfTrack?: true
  readonly composition: PlannedComposition
}

export interface TextPicture extends Shown {
  readonly kind: 'text'
  readonly lines: readonly string[]
  readonly font: Font
  /** For what it cannot write; there only where there is any. */
  readonly otherFonts?: readonly OtherFont[]
  readonly size: number
  /** `rrggbbaa`, as all colours of a text. */
  readonly color: string
  readonly align: 'left' | 'center' | 'right'
  /** From line to line, in sizes; 1.2 where nothing is said. */
  readonly lineHeight?: number
  /** Pixels of the canvas: where the lines are aligned, and the middle of their block. */
  readonly x: number
  readonly y: number
  readonly box: { readonly color: string; readonly padding: number } | null
  readonly stroke: { readonly color: string; readonly width: number } | null
  readonly shadow: { readonly color: string; readonly x: number; readonly y: number } | null
  /** In place of lines that stand still. */
  readonly script?: TextScript
}

export interface SoundClip {
  readonly sha256: string
  readonly startFrame: number
  readonly endFrame: number
  readonly inMicroseconds: number
  /** Which of the file's sounds; the first where nothing is said. */
  readonly stream?: number
  readonly isMono: boolean
  /** Where it has more channels than two, or others than left and right. */
  readonly downmix?: Downmix
  readonly channelGains?: ChannelGains
  readonly gainDb: number
  /** On top of it; its samples are counted from the start of the clip. */
  readonly gainEnvelope?: GainEnvelope
  readonly fadeInFrames: number
  readonly fadeOutFrames: number
  /** Of both fades; straight where nothing is said. */
  readonly fadeCurve?: OtherFade
  /** Frames shared with the clip before and with the one after. */
  readonly crossfadeInFrames: number
  readonly crossfadeOutFrames: number
  /** Along what it goes over there; of equal power where nothing is said. */
  readonly crossfadeInCurve?: OtherCurve
  readonly crossfadeOutCurve?: OtherCurve
  readonly motion?: SoundMotion | SoundRamp
  readonly role?: SoundRole
  /** The clips of compositions that it lies within, from the inside out: what is not in all of them is not heard. */
  readonly within?: readonly SoundSpan[]
}
/** Frames in which sounds are heard, and how. */
export type SoundSpan = Omit<
  SoundClip,
  'sha256' | 'inMicroseconds' | 'stream' | 'isMono' | 'downmix' | 'motion' | 'role' | 'within'
>
/** Of a sound that does not run as it was recorded. */
export interface SoundMotion {
  readonly speed: number
  readonly pitch: 'keep' | 'follow'
  readonly isReversed: boolean
}
export type OtherFade = Exclude<FadeCurve, 'linear'>
export type OtherCurve = Exclude<AudioCurve, 'equal-power'>

export type ResolvedOutput = ResolvedPicture | ResolvedSound | ResolvedSidecar

/** Captions alone. */
export interface ResolvedSidecar {
  readonly name: string
  readonly preset: string
  readonly picture: null
  readonly isSidecar: true
  readonly language?: string
}

/** Sound alone. */
export interface ResolvedSound {
  readonly name: string
  readonly preset: string
  readonly channels?: 1
  readonly loudness?: PlannedLoudness
  readonly picture: null
}

export interface ResolvedPicture {
  readonly name: string
  readonly preset: string
  readonly channels?: 1
  readonly loudness?: PlannedLoudness
  readonly width: number
  readonly height: number
  /** The part of it that the canvas fills; the rest are bars. */
  readonly picture: {
    readonly width: number
    readonly height: number
    readonly x: number
    readonly y: number
  }
  readonly crf: number | null
  readonly rate?: VideoRate
  readonly passes?: 2
  /** Of the whole file. */
  readonly largestBytes?: number
  /** What its picture is, where nothing is encoded. */
  readonly copy?: StreamCopy
  /** The one that is kept, where it is one. */
  readonly stillFrame?: number
  /** What is looked at in its place, where it shows next to nothing. */
  readonly otherFrames?: readonly number[]
  /** The same film in smaller sizes, largest first, where it is sent in the one that a connection bears. */
  readonly lower?: readonly (Size & {
    readonly picture: ResolvedPicture['picture']
    readonly crf: ResolvedPicture['crf']
    readonly rate: VideoRate
  })[]
  /** Where it is many of them. */
  readonly sprite?: Omit<PlannedSprite, 'codec' | 'encoder'>
}
