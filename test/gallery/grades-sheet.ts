import type { Edit, GradeEffect } from '@framewright/schemas'
import type { Sheet } from './sheets.ts'

const examples: Readonly<Record<GradeEffect['type'], readonly (readonly [string, GradeEffect])[]>> = {
  'white-balance': [
    ['warmer', { type: 'white-balance', temperature: 0.5 }],
    ['colder', { type: 'white-balance', temperature: -0.5 }],
    ['more magenta', { type: 'white-balance', tint: 0.5 }],
  ],
  exposure: [['one stop more', { type: 'exposure', stops: 1 }]],
  tone: [
    ['lighter shadows', { type: 'tone', shadows: 0.8 }],
    ['darker highlights', { type: 'tone', highlights: -0.8 }],
  ],
  levels: [['levels', { type: 'levels', inBlack: 0.15, inWhite: 0.8, gamma: 1.2 }]],
  curves: [['curves', { type: 'curves', master: sCurve(), blue: lifted() }]],
  hue: [['hue 90', { type: 'hue', degrees: 90 }]],
  vibrance: [['vibrance', { type: 'vibrance', amount: 0.9 }]],
  grayscale: [['grayscale', { type: 'grayscale' }]],
  sepia: [['sepia', { type: 'sepia' }]],
  invert: [['invert', { type: 'invert' }]],
  duotone: [['duotone', { type: 'duotone', shadows: '#1b0a4a', highlights: '#ffd080' }]],
  posterize: [['posterize 4', { type: 'posterize', steps: 4 }]],
  threshold: [['threshold', { type: 'threshold', level: 0.4 }]],
}

function sCurve() {
  return [
    { x: 0, y: 0 },
    { x: 0.25, y: 0.15 },
    { x: 0.75, y: 0.88 },
    { x: 1, y: 1 },
  ]
}

function lifted() {
  return [
    { x: 0, y: 0.15 },
    { x: 1, y: 0.9 },
  ]
}

export const gradesSheet = (tracksWith: (effects: GradeEffect[]) => Edit['tracks']): Sheet => ({
  ...{ name: 'grades', title: 'Colours' },
  shots: Object.values(examples)
    .flat()
    .map(([label, effect]) => ({ label, atSeconds: 0.5, tracks: tracksWith([effect]) })),
})
