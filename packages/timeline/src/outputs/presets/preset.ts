/**
 * What an output can be, as data. The class says how urgently it is served: 1 first, 9 last.
 */
export type FilmCodec = 'h264' | 'hevc' | 'vp9' | 'av1' | 'prores'
/** In the encoder's own names; `standard` is what is sold as 422. */
export type ProResProfile = 'proxy' | 'lt' | 'standard' | 'hq' | '4444'
export type StillCodec = 'png' | 'mjpeg'
export type VideoCodec = FilmCodec | StillCodec | 'gif'
export type AudioCodec = 'aac' | 'opus' | 'pcm_s24le' | 'mp3'
export type Container =
  'mp4' | 'mov' | 'webm' | 'wav' | 'm4a' | 'mp3' | 'png' | 'jpg' | 'gif' | 'sprite' | 'stream' | 'srt' | 'vtt'

export type Preset = PicturePreset | SoundPreset | CaptionsPreset

interface AnyPreset {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly class: number
  readonly container: Container
  readonly contentType: string
  readonly limits?: OutputLimits
}

/** With a picture. */
export interface PicturePreset extends AnyPreset {
  readonly size: PresetSize
  readonly video: {
    readonly codec: VideoCodec
    readonly crf: CrfRange | null
    /** Of ProRes. */
    readonly profile?: ProResProfile
    /** Whether it can be transparent; then it is where the canvas is. */
    readonly keepsAlpha?: true
    /** Of a still that takes another frame where the one in the middle shows next to nothing. */
    readonly choosesFrame?: true
  }
  /** Null: there is no place for sound in such a file. */
  readonly audio: PresetAudio | null
}

/** Sound alone. */
export interface SoundPreset extends AnyPreset {
  readonly size: null
  readonly video: null
  readonly audio: PresetAudio
}

/** What is said, to be read beside the film. */
export interface CaptionsPreset extends AnyPreset {
  readonly container: SidecarContainer
  readonly size: null
  readonly video: null
  readonly audio: null
}

export type SidecarContainer = 'srt' | 'vtt'

export interface PresetAudio {
  readonly codec: AudioCodec
  readonly kilobitsPerSecond: number | null
}

/**
 * `canvas`: as large as the canvas, but no longer and no broader than this. `scaled`: as long or as broad as this,
 * whatever the size of the canvas. `fixed`: exactly this, with bars.
 */
export type PresetSize =
  | {
      readonly kind: 'canvas' | 'scaled'
      readonly longestSide: number
      readonly shortestSide: number
    }
  | { readonly kind: 'fixed'; readonly width: number; readonly height: number }

export interface CrfRange {
  readonly default: number
  readonly min: number
  readonly max: number
}

/** What a kind of file can be, or what the place takes that it is made for. `null`: it names no limit. */
export interface OutputLimits {
  /** Whose limits they are. */
  readonly of: string
  /** Where they are published; limits of our own are explained with their preset. */
  readonly sources: readonly string[]
  readonly shortestSeconds: number | null
  readonly longestSeconds: number | null
  readonly frameRate: { readonly min: number; readonly max: number } | null
  /** Of the picture, in pixels. */
  readonly side: { readonly min: number; readonly max: number } | null
  /** Whether only pictures that are at least as high as they are broad are taken. */
  readonly isUpright: boolean
  readonly videoKilobitsPerSecond: number | null
  readonly largestBytes: number | null
}
