import { Type, type Static } from 'typebox'
import { OneOf, Strict } from './strict.ts'

/** Who encodes. The families are those of the hardware; what they can do is tried out where the work is done. */
export const encoderFamilies = ['nvenc', 'qsv', 'vaapi', 'amf'] as const
export type EncoderFamily = (typeof encoderFamilies)[number]

/** All there are, the newest last. None goes away: what was rendered once can be rendered again. */
export const pipelineVersions = ['1'] as const
export type PipelineVersion = (typeof pipelineVersions)[number]

export const RenderPolicy = Strict({
  encoder: Type.Optional(
    OneOf(['cpu', 'auto', ...encoderFamilies] as const, {
      default: 'cpu',
      description:
        'Who encodes H.264 and H.265: "cpu" gives the same bytes wherever it runs, a GPU the same film in less time; "auto" takes a GPU where there is one',
    }),
  ),
  fallback: Type.Optional(
    Type.Boolean({
      default: true,
      description:
        'Whether the CPU takes over, on the record, where the GPU is missing or fails; otherwise the render waits for a GPU, and fails with it',
    }),
  ),
  copy: Type.Optional(
    OneOf(['never', 'auto'] as const, {
      default: 'never',
      description:
        'Whether a picture that is one untouched video, of the codec and the size of the output, is taken as it is instead of being encoded',
    }),
  ),
  pipelineVersion: Type.Optional(
    OneOf(pipelineVersions, {
      description: 'By which version of the engine the edit is rendered; the newest, where nothing is said',
    }),
  ),
})
export type RenderPolicy = Static<typeof RenderPolicy>
