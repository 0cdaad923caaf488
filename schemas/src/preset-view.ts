import { Type, type Static } from 'typebox'
import { RenderClass } from './render-order.ts'
import { Nullable, OneOf, Strict } from './strict.ts'

const Limit = Nullable(Type.Number())

/** What the place that an output is made for takes; null: it names no limit. */
const OutputLimits = Strict(
  {
    of: Type.String({ description: 'Whose limits they are' }),
    sources: Type.Unsafe<readonly string[]>(
      Type.Array(Type.String(), { description: 'Where they are published' }),
    ),
    shortestSeconds: Limit,
    longestSeconds: Limit,
    frameRate: Nullable(Strict({ min: Type.Number(), max: Type.Number() })),
    side: Nullable(
      Strict({ min: Type.Integer(), max: Type.Integer() }, { description: 'Of the picture, in pixels' }),
    ),
    isUpright: Type.Boolean({ description: 'Only pictures that are at least as high as they are broad' }),
    videoKilobitsPerSecond: Limit,
    largestBytes: Limit,
  },
  { description: 'An edit that goes beyond them is refused' },
)

/** A preset as clients choose it. */
export const PresetView = Strict({
  name: Type.String({ description: 'What an output of an edit says in `preset`' }),
  title: Type.String(),
  description: Type.String(),
  class: RenderClass,
  container: OneOf([
    'mp4',
    'mov',
    'webm',
    'wav',
    'm4a',
    'mp3',
    'png',
    'jpg',
    'gif',
    'sprite',
    'stream',
    'srt',
    'vtt',
  ] as const),
  contentType: Type.String(),
  size: Type.Union([
    Type.Null({ description: 'There is no picture' }),
    Strict({
      kind: Type.Literal('canvas', { description: 'As large as the canvas, within these bounds' }),
      longestSide: Type.Integer(),
      shortestSide: Type.Integer(),
    }),
    Strict({
      kind: Type.Literal('scaled', {
        description: 'In the shape of the canvas, as large as these bounds allow',
      }),
      longestSide: Type.Integer(),
      shortestSide: Type.Integer(),
    }),
    Strict({
      kind: Type.Literal('fixed', { description: 'Always this large; another shape gets bars' }),
      width: Type.Integer(),
      height: Type.Integer(),
    }),
  ]),
  video: Nullable(
    Strict({
      codec: OneOf(['h264', 'hevc', 'vp9', 'av1', 'prores', 'png', 'mjpeg', 'gif'] as const),
      crf: Nullable(
        Strict(
          { default: Type.Integer(), min: Type.Integer(), max: Type.Integer() },
          {
            description: 'What an output may say in `crf`; null: nothing',
          },
        ),
      ),
      profile: Type.Optional(
        OneOf(['proxy', 'lt', 'standard', 'hq', '4444'] as const, { description: 'Of ProRes' }),
      ),
      choosesFrame: Type.Optional(
        Type.Literal(true, {
          description: 'Without `at` it is another frame where the one in the middle shows next to nothing',
        }),
      ),
      keepsAlpha: Type.Optional(
        Type.Boolean({ description: 'It is transparent where the canvas is; the others show black there' }),
      ),
    }),
  ),
  audio: Nullable(
    Strict({
      codec: OneOf(['aac', 'opus', 'pcm_s24le', 'mp3'] as const),
      kilobitsPerSecond: Nullable(Type.Integer()),
    }),
  ),
  limits: Type.Optional(OutputLimits),
})
export const PresetList = Strict({ presets: Type.Array(PresetView) })
export type PresetList = Static<typeof PresetList>
