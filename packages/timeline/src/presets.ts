/**
 * What an output can be, as data. The class says how urgently it is served: 1 first, 9 last.
 */
export type VideoCodec = 'h264' | 'hevc' | 'vp9' | 'prores'
export type AudioCodec = 'aac' | 'opus' | 'pcm_s24le'
export type Container = 'mp4' | 'mov' | 'webm'

export interface Preset {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly class: number
  readonly container: Container
  readonly contentType: string
  readonly size: PresetSize
  readonly video: { readonly codec: VideoCodec; readonly crf: CrfRange | null }
  readonly audio: { readonly codec: AudioCodec; readonly kilobitsPerSecond: number | null }
}

/** `canvas`: as large as the canvas, but no longer and no broader than this. `fixed`: exactly this, with bars. */
export type PresetSize =
  | { readonly kind: 'canvas'; readonly longestSide: number; readonly shortestSide: number }
  | { readonly kind: 'fixed'; readonly width: number; readonly height: number }

export interface CrfRange {
  readonly default: number
  readonly min: number
  readonly max: number
}

export const presets: readonly Preset[] = [
  {
    name: 'high_quality',
    title: 'High quality',
    description: 'ProRes 422 HQ in QuickTime for further editing, as large as the canvas up to 4K',
    class: 1,
    container: 'mov',
    contentType: 'video/quicktime',
    size: { kind: 'canvas', longestSide: 4096, shortestSide: 2304 },
    video: { codec: 'prores', crf: null },
    audio: { codec: 'pcm_s24le', kilobitsPerSecond: null },
  },
  {
    name: 'social',
    title: 'Social',
    description: 'H.264 in MP4, upright 1080x1920 for phones; what has another shape gets bars',
    class: 3,
    container: 'mp4',
    contentType: 'video/mp4',
    size: { kind: 'fixed', width: 1080, height: 1920 },
    video: { codec: 'h264', crf: { default: 21, min: 14, max: 35 } },
    audio: { codec: 'aac', kilobitsPerSecond: 160 },
  },
  {
    name: 'standard',
    title: 'Standard',
    description: 'H.264 in MP4 that plays everywhere, as large as the canvas up to 1080p',
    class: 5,
    container: 'mp4',
    contentType: 'video/mp4',
    size: { kind: 'canvas', longestSide: 1920, shortestSide: 1080 },
    video: { codec: 'h264', crf: { default: 20, min: 12, max: 38 } },
    audio: { codec: 'aac', kilobitsPerSecond: 192 },
  },
  {
    name: 'web',
    title: 'Web',
    description: 'VP9 in WebM for web pages, as large as the canvas up to 720p',
    class: 7,
    container: 'webm',
    contentType: 'video/webm',
    size: { kind: 'canvas', longestSide: 1280, shortestSide: 720 },
    video: { codec: 'vp9', crf: { default: 32, min: 15, max: 50 } },
    audio: { codec: 'opus', kilobitsPerSecond: 128 },
  },
  {
    name: 'archive',
    title: 'Archive',
    description: 'H.265 in MP4, small for its quality, as large as the canvas',
    class: 9,
    container: 'mp4',
    contentType: 'video/mp4',
    size: { kind: 'canvas', longestSide: 8192, shortestSide: 8192 },
    video: { codec: 'hevc', crf: { default: 22, min: 12, max: 36 } },
    audio: { codec: 'aac', kilobitsPerSecond: 256 },
  },
]

export const presetNamed = (name: string): Preset | undefined =>
  presets.find((preset) => preset.name === name)
