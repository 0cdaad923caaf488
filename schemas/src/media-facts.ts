import { Type, type Static } from 'typebox'
import { FontFacts } from './font-facts.ts'
import { Nullable, OneOf, Rational, Sha256, Strict, Uuid } from './strict.ts'

/** There where they are not 0. */
const place = {
  stream: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Which one of its kind in the file it is, counted from 0' }),
  ),
  startSeconds: Type.Optional(
    Type.Number({ minimum: 0, description: 'How long after the beginning of the file it begins' }),
  ),
}

/** What probing found in the main video stream; width and height are as shown (after rotation, square pixels). */
export const VideoFacts = Strict({
  codec: Type.String(),
  width: Type.Integer({ minimum: 1 }),
  height: Type.Integer({ minimum: 1 }),
  pixelFormat: Type.String(),
  frameRate: Rational,
  frameCount: Nullable(Type.Integer({ minimum: 0 })),
  durationSeconds: Nullable(Type.Number({ minimum: 0 })),
  rotationDegrees: Type.Integer(),
  hasAlpha: Type.Boolean(),
  colorSpace: Type.Optional(
    Nullable(
      Type.String({ description: "ffprobe's color_space, such as bt709; null when the file does not say" }),
    ),
  ),
  colorPrimaries: Type.Optional(
    Type.String({ description: "ffprobe's color_primaries, where the file says" }),
  ),
  colorTransfer: Type.Optional(Type.String({ description: "ffprobe's color_transfer, where the file says" })),
  isInterlaced: Type.Optional(
    Type.Boolean({ description: 'Whether its frames are of two moments each, line by line' }),
  ),
  ...place,
})
export type VideoFacts = Static<typeof VideoFacts>

export const AudioFacts = Strict({
  codec: Type.String(),
  sampleRateHz: Type.Integer({ minimum: 1 }),
  channels: Type.Integer({ minimum: 1 }),
  durationSeconds: Nullable(Type.Number({ minimum: 0 })),
  channelLayout: Type.Optional(
    Type.String({
      description: "ffprobe's channel_layout, such as 5.1(side); there where it is not stereo or mono",
    }),
  ),
  language: Type.Optional(Type.String({ description: 'As the file says it, such as eng' })),
  title: Type.Optional(Type.String({ description: 'As the file says it' })),
  ...place,
})
export type AudioFacts = Static<typeof AudioFacts>

/** Of a table of colours, a .cube. */
export const LutFacts = Strict({
  dimensions: Type.Union([Type.Literal(1), Type.Literal(3)]),
  size: Type.Integer({ minimum: 2, description: 'Values a side' }),
})

/** Bytes of a file of subtitles at most. */
export const mostSubtitlesBytes = 1024 * 1024

export const SubtitlesFacts = Strict({
  format: OneOf(['srt', 'vtt', 'ass'] as const),
  cueCount: Type.Integer({ minimum: 1 }),
})

/** What is known of a media file once it has been probed; `resolve` works from this alone. */
export const MediaFacts = Strict({
  kind: OneOf(['video', 'audio', 'image', 'lut', 'font', 'subtitles'] as const),
  container: Type.String({ description: "ffprobe's format_name" }),
  durationSeconds: Nullable(Type.Number({ minimum: 0, description: 'null for a still image' })),
  video: Nullable(VideoFacts),
  audio: Nullable(AudioFacts),
  audioTracks: Type.Optional(
    Type.Array(AudioFacts, {
      description: 'All of its sounds, in the order of the file; there where it has several',
    }),
  ),
  lut: Type.Optional(LutFacts),
  font: Type.Optional(FontFacts),
  subtitles: Type.Optional(SubtitlesFacts),
})
export type MediaFacts = Static<typeof MediaFacts>

/** An asset as an edit refers to it: which bytes, and what they are. */
export const AssetFacts = Strict({
  assetId: Uuid,
  sha256: Sha256,
  sizeBytes: Type.Integer({ minimum: 0 }),
  media: MediaFacts,
})
export type AssetFacts = Static<typeof AssetFacts>

/** An asset as an edit is resolved with it: what is in the file comes along where that is what the film is made of. */
export const ReadAsset = Strict({
  ...AssetFacts.properties,
  text: Type.Optional(Type.String({ description: 'All of a file of subtitles' })),
})
export type ReadAsset = Static<typeof ReadAsset>
