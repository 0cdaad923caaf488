import type { Edit, Lane } from '@framewright/schemas'
import { presetNamed, type VideoCodec } from '../outputs/presets.ts'
import { refuse, type Findings } from './problems.ts'

/** What the outputs of an edit are encoded in. */
export const codecsOf = ({ outputs }: Edit): VideoCodec[] =>
  outputs.flatMap(({ preset }) => presetNamed(preset)?.video?.codec ?? [])

const isGpuOnly = ({ policy = {} }: Edit): boolean => {
  const { encoder = 'cpu', fallback = true } = policy
  return encoder !== 'cpu' && encoder !== 'auto' && !fallback
}

/** Work that must not fall back waits in a lane of its own, for a worker that has a GPU. */
export const policyLane = (edit: Edit, otherwise: Lane): Lane => (isGpuOnly(edit) ? 'gpu' : otherwise)

export function checkPolicy(edit: Edit, findings: Findings): void {
  const { encoder = 'cpu' } = edit.policy ?? {}
  const isForGpu = codecsOf(edit).some((codec) => codec === 'h264' || codec === 'hevc')
  if (encoder === 'cpu' || encoder === 'auto' || isForGpu) return
  refuse(
    findings,
    'ENCODER_WITHOUT_OUTPUT',
    '/policy/encoder',
    `${encoder} encodes H.264 and H.265, and no output is either`,
    'Remove it, or add an output with a preset such as standard.',
  )
}
