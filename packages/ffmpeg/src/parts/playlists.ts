import type { Rational } from '@framewright/schemas'
import { initName, segmentName } from './ladder-command.ts'
import type { Segment } from './segments.ts'

/** One of the streams that are sent. */
export interface Rendition {
  readonly codec: string
  readonly segments: readonly Segment[]
  /** Null: it is the sound. */
  readonly size: { readonly width: number; readonly height: number } | null
  readonly channels: number
}

const secondsOf = ({ duration, timescale }: Segment): number => duration / timescale
const totalSeconds = ({ segments }: Rendition): number =>
  segments.reduce((sum, { duration }) => sum + duration, 0) / (segments[0]?.timescale ?? 1)
const longestSeconds = ({ segments }: Rendition): number => Math.max(...segments.map(secondsOf))

/** Bits a second of its heaviest segment; what is left at the end, and is short, is no measure (RFC 8216bis §4.4.6.2). */
function peakBits(rendition: Rendition): number {
  const { segments } = rendition
  const least = longestSeconds(rendition) / 2
  const measured = segments.filter((segment) => secondsOf(segment) >= least)
  return Math.ceil(Math.max(...measured.map((one) => (one.part.sizeBytes * 8) / secondsOf(one))))
}

const averageBits = (rendition: Rendition): number =>
  Math.ceil(
    (rendition.segments.reduce((sum, { part }) => sum + part.sizeBytes, 0) * 8) / totalSeconds(rendition),
  )

export const playlistName = (stream: number): string => `stream${stream}.m3u8`

/** The sizes, largest first, and the sound that goes with each of them. */
export function masterPlaylist(renditions: readonly Rendition[], rate: Rational): string {
  const soundAt = renditions.findIndex(({ size }) => size === null)
  const sound = renditions[soundAt]
  const group = 'audio'
  const media =
    sound === undefined
      ? []
      : [
          `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${group}",NAME="Main",DEFAULT=YES,AUTOSELECT=YES,` +
            `CHANNELS="${sound.channels}",URI="${playlistName(soundAt)}"`,
        ]
  const streams = renditions.flatMap((rendition, at) => {
    if (rendition.size === null) return []
    const { width, height } = rendition.size
    const both = sound === undefined ? [rendition] : [rendition, sound]
    const bits = (of: (one: Rendition) => number) => both.reduce((sum, one) => sum + of(one), 0)
    const attributes = [
      `BANDWIDTH=${bits(peakBits)}`,
      `AVERAGE-BANDWIDTH=${bits(averageBits)}`,
      `CODECS="${both.map(({ codec }) => codec).join(',')}"`,
      `RESOLUTION=${width}x${height}`,
      `FRAME-RATE=${(rate.num / rate.den).toFixed(3)}`,
      ...(sound === undefined ? [] : [`AUDIO="${group}"`]),
    ]
    return [`#EXT-X-STREAM-INF:${attributes.join(',')}`, playlistName(at)]
  })
  return ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS', ...media, ...streams, ''].join('\n')
}

/** One for all of them, as RFC 8216 §6.2.4 has it: no segment is longer when it is rounded. */
export const targetSecondsOf = (renditions: readonly Rendition[]): number =>
  Math.ceil(Math.max(...renditions.map(longestSeconds)) - 0.5)

export const mediaPlaylist = (rendition: Rendition, stream: number, targetSeconds: number): string =>
  [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${targetSeconds}`,
    '#EXT-X-MEDIA-SEQUENCE:1',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${initName(stream)}"`,
    ...rendition.segments.flatMap((one) => [`#EXTINF:${secondsOf(one).toFixed(6)},`, one.part.path]),
    '#EXT-X-ENDLIST',
    '',
  ].join('\n')

/** The same segments for DASH (ISO/IEC 23009-1), by template and exact times. */
export function dashManifest(renditions: readonly Rendition[], rate: Rational, filmSeconds: number): string {
  const seconds = (value: number) => `PT${value.toFixed(3)}S`
  const longest = Math.max(...renditions.map(longestSeconds))
  const representation = (rendition: Rendition, at: number): string[] => {
    const { codec, size, segments, channels } = rendition
    const shape =
      size === null ? 'audioSamplingRate="48000"' : `width="${size.width}" height="${size.height}" sar="1:1"`
    const layout = 'urn:mpeg:dash:23003:3:audio_channel_configuration:2011'
    return [
      `      <Representation id="${at}" codecs="${codec}" bandwidth="${peakBits(rendition)}" ${shape}>`,
      ...(size === null
        ? [`        <AudioChannelConfiguration schemeIdUri="${layout}" value="${channels}"/>`]
        : []),
      `        <SegmentTemplate timescale="${segments[0]?.timescale ?? 1}" startNumber="1" ` +
        `initialization="${initName('$RepresentationID$')}" media="${segmentName('$RepresentationID$', '$Number%05d$')}">`,
      '          <SegmentTimeline>',
      ...segments.map(({ start, duration }) => `            <S t="${start}" d="${duration}"/>`),
      '          </SegmentTimeline>',
      '        </SegmentTemplate>',
      '      </Representation>',
    ]
  }
  const set = (kind: 'video' | 'audio'): string[] => {
    const own = renditions.flatMap((one, at) =>
      (one.size === null) === (kind === 'audio') ? representation(one, at) : [],
    )
    const frameRate = kind === 'video' ? ` frameRate="${rate.num}/${rate.den}"` : ''
    const open = `    <AdaptationSet contentType="${kind}" mimeType="${kind}/mp4" segmentAlignment="true" startWithSAP="1"${frameRate}>`
    return own.length === 0 ? [] : [open, ...own, '    </AdaptationSet>']
  }
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011" type="static" ' +
      `mediaPresentationDuration="${seconds(filmSeconds)}" maxSegmentDuration="${seconds(longest)}" minBufferTime="${seconds(longest)}">`,
    '  <Period id="0" start="PT0S">',
    ...set('video'),
    ...set('audio'),
    '  </Period>',
    '</MPD>',
    '',
  ].join('\n')
}
