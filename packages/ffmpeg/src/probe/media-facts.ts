import type { AudioFacts, MediaFacts, Rational, VideoFacts } from '@framewright/schemas'
import type { FirstFrame } from './first-frame.ts'
import type { PacketSpan, ProbedFile, ProbedStream } from './ffprobe.ts'
import { colorFactsOf, isInterlaced, placeOf, soundFactsOf } from './stream-facts.ts'

/** The streams that count: the first that is a picture, and of the sounds the one that players begin with. */
export interface MainStreams {
  readonly video: ProbedStream | null
  readonly audio: ProbedStream | null
}

/** A cover is a picture of the file, not in it. */
const asides = ['attached_pic', 'timed_thumbnails']

export function mainStreamsOf({ streams = [] }: ProbedFile): MainStreams {
  const sounds = streams.filter((stream) => stream.codec_type === 'audio')
  const isAside = (stream: ProbedStream) => asides.some((name) => stream.disposition?.[name] === 1)
  return {
    video: streams.find((stream) => stream.codec_type === 'video' && !isAside(stream)) ?? null,
    audio: sounds.find((stream) => stream.disposition?.['default'] === 1) ?? sounds[0] ?? null,
  }
}

export function durationOf({ duration, tags, start_time: start }: ProbedStream): number | null {
  const end = endInTags(tags)
  return positive(duration) ?? (end === null ? null : positive(end - (Number(start) || 0)))
}

/** Matroska keeps a stream's end in a tag, as 00:01:02.500000000, sometimes with a language in the tag's name. */
function endInTags(tags: Readonly<Record<string, string>> = {}): number | null {
  const found = Object.entries(tags).find(([name]) => /^DURATION(-\w+)?$/.test(name))
  const [, hours, minutes, seconds] = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(found?.[1] ?? '') ?? []
  return positive(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
}

export function positive(value: string | number | undefined): number | null {
  const number = Number(value)
  return Number.isFinite(number) && number > 0 ? number : null
}

const isStill = (container: string): boolean => container.endsWith('_pipe') || container === 'image2'

/** Each frame of these says how long it is on. */
const isAnimation = (container: string): boolean => container === 'gif' || container === 'apng'

/** Their length is reckoned from the first bit rate, unless an encoder wrote one down. */
const withoutLength = ['mp3', 'aac']

/** Whether the length in the header is one that somebody wrote there. */
export const saysLength = (container: string): boolean => !withoutLength.includes(container)

/**
 * What is known of the file; null: neither a picture nor sound. Packets tell the frames, and lengths that no header does;
 * the first frame of the picture, where it has been decoded, how it is held and whether it is interlaced.
 */
export function mediaFactsOf(
  file: ProbedFile,
  spans: ReadonlyMap<number, PacketSpan>,
  firstFrame: FirstFrame | null = null,
): MediaFacts | null {
  const container = file.format?.format_name ?? 'unknown'
  const main = mainStreamsOf(file)
  const headerSeconds = (stream: ProbedStream) => (saysLength(container) ? durationOf(stream) : null)
  const secondsIn = (stream: ProbedStream) =>
    isAnimation(container) ? (spans.get(stream.index)?.endSeconds ?? null) : headerSeconds(stream)
  const video =
    main.video && videoFactsOf(main.video, spans.get(main.video.index), secondsIn(main.video), firstFrame)
  const soundOf = (stream: ProbedStream) =>
    audioFactsOf(stream, spans.get(stream.index), headerSeconds(stream))
  const audio = main.audio && soundOf(main.audio)
  if (video === null && audio === null) return null
  if (video !== null && (isStill(container) || (isAnimation(container) && video.frameCount === 1)))
    return { kind: 'image', container, durationSeconds: null, video: still(video), audio: null }
  const placed = <Facts>(facts: Facts | null, stream: ProbedStream | null) =>
    facts && stream && { ...facts, ...placeOf(stream, file) }
  const sounds = (file.streams ?? [])
    .filter((stream) => stream.codec_type === 'audio')
    .flatMap((stream) => placed(soundOf(stream), stream) ?? [])
  return {
    kind: video === null ? 'audio' : 'video',
    container,
    durationSeconds:
      (saysLength(container) ? positive(file.format?.duration) : null) ??
      longest([video?.durationSeconds ?? null, audio?.durationSeconds ?? null]),
    video: placed(video, main.video),
    audio: placed(audio, main.audio),
    ...(sounds.length > 1 ? { audioTracks: sounds } : {}),
  }
}

function longest(durations: readonly (number | null)[]): number | null {
  const known = durations.filter((duration) => duration !== null)
  return known.length === 0 ? null : Math.max(...known)
}

const still = (video: VideoFacts): VideoFacts => ({ ...video, frameCount: 1, durationSeconds: null })

function videoFactsOf(
  stream: ProbedStream,
  span: PacketSpan | undefined,
  headerSeconds: number | null,
  firstFrame: FirstFrame | null,
): VideoFacts | null {
  const { codec_name: codec, width = 0, height = 0, pix_fmt: pixelFormat } = stream
  if (codec === undefined || width < 1 || height < 1) return null
  const frameCount = span?.packets ?? positive(stream.nb_frames)
  const frameRate = frameRateOf(stream, frameCount)
  const rotationDegrees = rotationOf(stream, firstFrame)
  const shownWidth = Math.max(1, Math.round(width * aspectOf(stream.sample_aspect_ratio)))
  const isTurned = rotationDegrees % 180 !== 0
  return {
    codec,
    width: isTurned ? height : shownWidth,
    height: isTurned ? shownWidth : height,
    pixelFormat: pixelFormat ?? 'unknown',
    frameRate,
    frameCount,
    durationSeconds: headerSeconds ?? (span ? shownSeconds(span, frameRate) : null),
    rotationDegrees,
    hasAlpha: hasAlpha(stream),
    colorSpace: stream.color_space ?? null,
    ...colorFactsOf(stream),
    ...(isInterlaced(stream, firstFrame) ? { isInterlaced: true } : {}),
  }
}

function audioFactsOf(
  stream: ProbedStream,
  span: PacketSpan | undefined,
  headerSeconds: number | null,
): AudioFacts | null {
  const sampleRateHz = positive(stream.sample_rate)
  const channels = positive(stream.channels)
  const { codec_name: codec } = stream
  if (codec === undefined || sampleRateHz === null || channels === null) return null
  const durationSeconds = headerSeconds ?? (span ? positive(span.endSeconds - span.firstSeconds) : null)
  return { codec, sampleRateHz, channels, durationSeconds, ...soundFactsOf(stream) }
}

/** The last packet of some containers does not say how long it lasts: then it lasts a frame. */
function shownSeconds({ firstSeconds, lastSeconds, endSeconds }: PacketSpan, rate: Rational): number {
  return Math.max(endSeconds, lastSeconds + rate.den / rate.num) - firstSeconds
}

/** Clockwise, as a player turns it, to quarter turns. The display matrix counts the other way; old files have a tag. */
function rotationOf({ side_data_list: ofStream = [], tags }: ProbedStream, frame: FirstFrame | null): number {
  const sideData = [...(frame?.side_data_list ?? []), ...ofStream]
  const counterclockwise = sideData.find((data) => data.rotation !== undefined)?.rotation
  const clockwise = counterclockwise === undefined ? Number(tags?.['rotate'] ?? 0) : -counterclockwise
  const quarters = Math.round(clockwise / 90)
  return Number.isFinite(quarters) ? (((quarters % 4) + 4) % 4) * 90 : 0
}

/** Of one pixel; `0:1` and `N/A` mean that nobody has said. */
function aspectOf(text: string | undefined): number {
  const ratio = rationalOf(text, ':')
  return ratio === null ? 1 : ratio.num / ratio.den
}

/**
 * Frames in a second. `r_frame_rate` is the rate that all times fit on, `avg_frame_rate` is frames by time. Where the two
 * say the same to within a frame of the whole, the first is exact (the average of a short file is not) and the file has a
 * constant rate; otherwise the rate varies, and only the average means anything (the other is 90000/1 at worst).
 */
function frameRateOf(stream: ProbedStream, frameCount: number | null): Rational {
  const average = rationalOf(stream.avg_frame_rate, '/')
  const exact = rationalOf(stream.r_frame_rate, '/')
  if (average === null || exact === null) return average ?? exact ?? { num: 25, den: 1 }
  const ratio = (exact.num * average.den) / (exact.den * average.num)
  const tolerance = frameCount === null ? 0.001 : 1 / Math.max(frameCount, 10)
  return Math.abs(ratio - 1) <= tolerance ? exact : average
}

const largestTerm = 1_000_000

/** Null for 0/0, 0:1 and N/A. Terms beyond what schemas allow are rounded, which only odd averages need. */
function rationalOf(text: string | undefined, separator: string): Rational | null {
  const [num, den] = (text ?? '').split(separator).map(Number)
  if (num === undefined || den === undefined || !(num > 0) || !(den > 0)) return null
  if (num <= largestTerm && den <= largestTerm) return { num, den }
  const thousandths = Math.round((num / den) * 1000)
  return thousandths >= 1 && thousandths <= largestTerm ? { num: thousandths, den: 1000 } : null
}

const alphaFormat = /^(yuva|ya\d|gbrap|rgba|bgra|argb|abgr|pal8)/

/** A palette may hold transparent colours. VP8 and VP9 keep alpha beside the picture, and only a tag tells. */
function hasAlpha({ pix_fmt: format = '', tags = {} }: ProbedStream): boolean {
  const alphaMode = tags['alpha_mode'] ?? tags['ALPHA_MODE']
  return alphaFormat.test(format) || alphaMode === '1'
}
