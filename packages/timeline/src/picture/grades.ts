import type { ChannelLevels, GradeEffect } from '@framewright/schemas'
import type { StillOf } from './keyed-effects.ts'
import { refuse, type Findings } from '../resolve/problems.ts'
import { frameLocal } from '../reach.ts'
import type { EffectKind } from './effects.ts'

/** Effects that make a colour of a colour, with everything said that the edit left to its default. */
export type PlannedGrade =
  | { readonly type: 'white-balance'; readonly temperature: number; readonly tint: number }
  | { readonly type: 'exposure'; readonly stops: number }
  | { readonly type: 'tone'; readonly highlights: number; readonly shadows: number }
  | PlannedLevels
  | PlannedCurves
  | { readonly type: 'hue'; readonly degrees: number }
  | { readonly type: 'vibrance'; readonly amount: number }
  | { readonly type: 'grayscale'; readonly amount: number }
  | { readonly type: 'sepia'; readonly amount: number }
  | { readonly type: 'invert'; readonly amount: number }
  | PlannedDuotone
  | { readonly type: 'posterize'; readonly steps: number }
  | { readonly type: 'threshold'; readonly level: number }

type Channel = 'red' | 'green' | 'blue'
const channels = ['red', 'green', 'blue'] as const

/** Those of a channel come before those of all; those that change nothing are left out. */
export type PlannedLevels = { readonly type: 'levels'; readonly all?: Required<ChannelLevels> } & {
  readonly [channel in Channel]?: Required<ChannelLevels>
}
export type CurvePoints = readonly (readonly [x: number, y: number])[]
export type PlannedCurves = { readonly type: 'curves'; readonly master?: CurvePoints } & {
  readonly [channel in Channel]?: CurvePoints
}
/** Its colours are `rrggbb`. */
export interface PlannedDuotone {
  readonly type: 'duotone'
  readonly shadows: string
  readonly highlights: string
  readonly amount: number
}

/** A table of each part of a colour, or of all three. */
const byTable: EffectKind = { reach: frameLocal, makesTransparent: false, weight: 1.5 }
/** Tables of luma and chroma as they are. */
const byLuma: EffectKind = { reach: frameLocal, makesTransparent: false, weight: 0.05 }

export const gradeKinds: Readonly<Record<GradeEffect['type'], EffectKind>> = {
  'white-balance': byTable,
  exposure: byTable,
  tone: byLuma,
  levels: byTable,
  curves: byTable,
  hue: byTable,
  vibrance: byTable,
  grayscale: byLuma,
  sepia: byTable,
  invert: byLuma,
  duotone: byTable,
  posterize: byTable,
  threshold: byLuma,
}

/** Null where it cannot be done, which is reported. */
export function planGrade(
  effect: StillOf<GradeEffect>,
  pointer: string,
  findings: Findings,
): PlannedGrade | null {
  switch (effect.type) {
    case 'white-balance':
      return { type: effect.type, temperature: effect.temperature ?? 0, tint: effect.tint ?? 0 }
    case 'exposure':
      return { type: effect.type, stops: effect.stops }
    case 'tone':
      return { type: effect.type, highlights: effect.highlights ?? 0, shadows: effect.shadows ?? 0 }
    case 'levels':
      return planLevels(effect, pointer, findings)
    case 'curves':
      return planCurves(effect, pointer, findings)
    case 'hue':
      return { type: effect.type, degrees: effect.degrees }
    case 'vibrance':
    case 'grayscale':
    case 'sepia':
    case 'invert':
      return { type: effect.type, amount: effect.amount ?? 1 }
    case 'duotone': {
      const { type, shadows = '#000000', highlights = '#ffffff', amount = 1 } = effect
      const [from, to] = [shadows, highlights].map((color) => color.slice(1).toLowerCase())
      return { type, shadows: from ?? '', highlights: to ?? '', amount }
    }
    case 'posterize':
      return { type: effect.type, steps: effect.steps }
    case 'threshold':
      return { type: effect.type, level: effect.level ?? 0.5 }
  }
}

export function isNeutralGrade(effect: PlannedGrade): boolean {
  switch (effect.type) {
    case 'white-balance':
      return effect.temperature === 0 && effect.tint === 0
    case 'exposure':
      return effect.stops === 0
    case 'tone':
      return effect.highlights === 0 && effect.shadows === 0
    case 'levels':
    case 'curves':
      return Object.keys(effect).length === 1
    case 'hue':
      return effect.degrees % 360 === 0
    case 'vibrance':
    case 'grayscale':
    case 'sepia':
    case 'invert':
    case 'duotone':
      return effect.amount === 0
    case 'posterize':
    case 'threshold':
      return false
  }
}

function planLevels(
  { type, red, green, blue, ...all }: StillOf<Extract<GradeEffect, { type: 'levels' }>>,
  pointer: string,
  findings: Findings,
): PlannedLevels | null {
  const given = Object.entries({ all, red, green, blue })
  const planned = given.map(([name, levels]): [string, Required<ChannelLevels>] => {
    const { inBlack = 0, inWhite = 1, gamma = 1, outBlack = 0, outWhite = 1 } = levels ?? {}
    return [name, { inBlack, inWhite, gamma, outBlack, outWhite }]
  })
  const wrong = planned.find(([, { inBlack, inWhite }]) => inBlack >= inWhite)
  if (wrong !== undefined) {
    const [name, { inBlack, inWhite }] = wrong
    refuse(
      findings,
      'LEVELS_INVALID',
      `${pointer}${name === 'all' ? '' : `/${name}`}/inBlack`,
      `what becomes black (${inBlack}) is not below what becomes white (${inWhite})`,
      'Use an inBlack that is below inWhite; to swap black and white use outBlack and outWhite.',
    )
    return null
  }
  const isChanged = ({ inBlack, inWhite, gamma, outBlack, outWhite }: Required<ChannelLevels>) =>
    inBlack !== 0 || inWhite !== 1 || gamma !== 1 || outBlack !== 0 || outWhite !== 1
  return { type, ...Object.fromEntries(planned.filter(([, levels]) => isChanged(levels))) }
}

function planCurves(
  effect: StillOf<Extract<GradeEffect, { type: 'curves' }>>,
  pointer: string,
  findings: Findings,
): PlannedCurves | null {
  const curves: [string, CurvePoints][] = []
  for (const name of ['master', ...channels] as const) {
    const points = effect[name]
    if (points === undefined) continue
    const wrong = points.findIndex(({ x }, at) => at > 0 && x <= (points[at - 1]?.x ?? 0))
    if (wrong > 0) {
      refuse(
        findings,
        'CURVE_POINTS',
        `${pointer}/${name}/${wrong}/x`,
        `the point is at ${points[wrong]?.x}, and the one before it at ${points[wrong - 1]?.x}`,
        'List the points of a curve from dark to light, each at an x of its own.',
      )
      return null
    }
    const isStraight = points.every(({ x, y }) => x === y) && points[0]?.x === 0 && points.at(-1)?.x === 1
    if (!isStraight) curves.push([name, points.map(({ x, y }): [number, number] => [x, y])])
  }
  return { type: effect.type, ...Object.fromEntries(curves) }
}
