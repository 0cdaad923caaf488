import type { Canvas } from '@framewright/schemas'
import { presetNamed } from '../outputs/presets.ts'
import { warn, type Findings } from './problems.ts'
import { resolveGradient } from './resolve-gradients.ts'
import type { ResolvedOutput, ResolvedTimeline } from '../resolved-timeline.ts'

/** Where nothing is shown. What is transparent is black for those who cannot see through it. */
export function groundOf(
  { background = '#000000', width, height }: Pick<Canvas, 'background' | 'width' | 'height'>,
  findings: Findings,
  pointer = '/canvas/background',
): Pick<ResolvedTimeline, 'background' | 'isTransparent'> {
  if (background === 'transparent') return { background: '000000', isTransparent: true }
  if (typeof background === 'string') return { background: background.slice(1).toLowerCase() }
  const canvas = { x: 0, y: 0, width, height }
  return { background: resolveGradient(background, canvas, pointer, findings) }
}

export const keepsAlpha = (preset: string): boolean => presetNamed(preset)?.video?.keepsAlpha === true

export function noteLostAlpha(
  { background }: Pick<Canvas, 'background'>,
  outputs: readonly ResolvedOutput[],
  findings: Findings,
): void {
  if (background !== 'transparent') return
  for (const [at, { preset, picture }] of outputs.entries()) {
    if (picture === null || keepsAlpha(preset)) continue
    const message = `the preset ${preset} cannot be transparent, and shows black there`
    warn(findings, 'TRANSPARENCY_LOST', `/outputs/${at}/preset`, message)
  }
}
