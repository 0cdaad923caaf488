import { ChunksUnlike, EncodeFailed, OutputInvalid, type FfmpegProfile } from '@framewright/ffmpeg'
import type { Edit } from '@framewright/schemas'
import {
  chooseEncoders,
  codecsOf,
  cpuEncoders,
  isGpuEncoder,
  type EncoderChoice,
  type RenderPlan,
} from '@framewright/timeline'
import { WorkFault } from './errors.ts'

const mayFallBack = ({ policy }: Edit): boolean => policy?.fallback !== false

/**
 * The encoders of an attempt. A driver that hangs leaves no error to go by, only an attempt that did not end well: the
 * next one asks no GPU, if it may.
 */
export function encodersFor(edit: Edit, attemptNumber: number, { encoders }: FfmpegProfile): EncoderChoice {
  const choice = chooseEncoders(edit.policy ?? {}, codecsOf(edit), encoders)
  if (choice.missing !== null) throw new WorkFault('ENCODER_UNAVAILABLE', choice.missing)
  if (attemptNumber === 1 || !Object.values(choice.encoders).some(isGpuEncoder) || !mayFallBack(edit))
    return choice
  return { encoders: cpuEncoders, fallbackReason: 'an earlier attempt did not end well', missing: null }
}

export const isOnGpu = ({ outputs }: RenderPlan): boolean =>
  outputs.some(({ video }) => video !== null && isGpuEncoder(video.encoder))

const longestReason = 1000

/** Why the CPU is to make the film after all; null where it could do no better, or may not. */
export function gpuFailure(error: unknown, plan: RenderPlan, edit: Edit): string | null {
  if (!isOnGpu(plan) || !mayFallBack(edit)) return null
  const { outputs } = plan
  if (error instanceof OutputInvalid)
    return `the file of the GPU is not in order: ${error.message}`.slice(0, longestReason)
  if (error instanceof ChunksUnlike)
    return `the chunks of the GPU do not join: ${error.message}`.slice(0, longestReason)
  if (!(error instanceof EncodeFailed)) return null
  // The first line that an encoder of a GPU says is the cause; what follows are its consequences.
  const said = error.stderrTail.find((line) =>
    outputs.some(({ video }) => video !== null && line.includes(video.encoder)),
  )
  return (said ?? error.stderrTail.at(-1) ?? error.message).slice(0, longestReason)
}
