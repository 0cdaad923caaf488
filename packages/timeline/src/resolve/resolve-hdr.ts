import type { Canvas, Edit, EffectType } from '@framewright/schemas'
import { plannedHdr, type PlannedHdr } from '../picture/hdr.ts'
import { effectKinds } from '../picture/effects.ts'
import { presetNamed } from '../outputs/presets.ts'
import { refuse, warn, type Findings } from './problems.ts'
import type { PictureClip, ResolvedOutput } from '../resolved-timeline.ts'

export function resolveHdr({ hdr }: Canvas, findings: Findings): PlannedHdr | undefined {
  if (hdr === undefined) return undefined
  if (hdr.type === 'hdr10' && hdr.maxFall !== undefined && hdr.maxFall > (hdr.maxCll ?? Infinity))
    refuse(
      findings,
      'HDR_LIGHT',
      '/canvas/hdr/maxFall',
      `a frame has ${hdr.maxFall} nits on average, and its brightest pixel ${hdr.maxCll}`,
      'Use a maxFall that is not above maxCll.',
    )
  return plannedHdr(hdr)
}

/** Outputs that are SDR all the same, and those that cannot be what they would have to be. */
export function checkHdrOutputs(
  { hdr, background }: Canvas,
  outputs: readonly ResolvedOutput[],
  findings: Findings,
): void {
  if (hdr === undefined) return
  for (const [at, { preset, picture }] of outputs.entries()) {
    const video = presetNamed(preset)?.video
    if (picture === null || video == null) continue
    const pointer = `/outputs/${at}/preset`
    if (video.codec === 'vp9' && background === 'transparent')
      refuse(
        findings,
        'HDR_WITH_ALPHA',
        pointer,
        'VP9 has no ten bits that can be seen through',
        'Use prores_4444, or a background that is a colour.',
      )
    if (['h264', 'gif'].includes(video.codec))
      warn(findings, 'HDR_TONE_MAPPED', pointer, `the preset ${preset} has eight bits, and is made in SDR`)
  }
}

/** What is done to numbers, whatever light they stand for. The others are said of SDR, whose white is 1. */
const effectsOfAny: readonly EffectType[] = ['blur', 'sharpen', 'pixelate', 'denoise']

export function checkHdrEffects(
  effects: readonly { readonly type: EffectType }[] | undefined,
  pointer: string,
  findings: Findings,
): void {
  for (const [at, { type }] of (effects ?? []).entries()) {
    if (!(type in effectKinds) || effectsOfAny.includes(type)) continue
    refuse(
      findings,
      'EFFECT_WITH_HDR',
      `${pointer}/effects/${at}`,
      `"${type}" is said of the colours of SDR, and these are HDR`,
      `Use ${effectsOfAny.join(', ')}; put it on clips that are SDR; or leave out canvas.hdr.`,
    )
  }
}

/** Of a clip whose picture is HDR on the canvas. */
export function checkHdrClip(
  clip: {
    readonly effects?: readonly { readonly type: EffectType }[]
    readonly kenBurns?: unknown
  },
  isMoved: boolean,
  pointer: string,
  findings: Findings,
): void {
  checkHdrEffects(clip.effects, pointer, findings)
  if (!isMoved && clip.kenBurns === undefined) return
  refuse(
    findings,
    'MOTION_WITH_HDR',
    clip.kenBurns === undefined ? pointer : `${pointer}/kenBurns`,
    'what is turned, or moves, is made in eight bits, in which HDR shows bands',
    'Let it stand still and upright, or leave out canvas.hdr.',
  )
}

/** Of clips that are laid on a canvas that is HDR. */
export function checkHdrBlends(tracks: Edit['tracks'], base: string, findings: Findings): void {
  for (const [track, { clips }] of tracks.entries())
    for (const [at, clip] of clips.entries()) {
      const blend = 'blend' in clip ? clip.blend : undefined
      if (blend === undefined || blend === 'normal') continue
      refuse(
        findings,
        'BLEND_WITH_HDR',
        `${base}/tracks/${track}/clips/${at}/blend`,
        `"${blend}" is said of the colours of SDR, and what is below is HDR`,
        'Leave it out, blend what is SDR in a composition of its own, or leave out canvas.hdr.',
      )
    }
}

/** Whether something in it is HDR, and so all of it. */
export const isHdrWithin = (canvas: Pick<Canvas, 'hdr'>, clips: readonly PictureClip[]): boolean =>
  canvas.hdr !== undefined && clips.some((clip) => clip.kind !== 'text' && clip.wideColors !== undefined)

/** What a composition is coded in: as the film, where it is HDR, or in SDR. */
export const colorsWithin = ({ hdr }: Pick<Canvas, 'hdr'>, isHdr: boolean) =>
  isHdr && hdr !== undefined
    ? ({ colorMatrix: 'bt2020', wideColors: hdr.type === 'hlg' ? 'hlg' : 'pq' } as const)
    : ({ colorMatrix: 'bt709' } as const)
