/** What the gallery shows: for each sheet a few edits, and the moment of each that is looked at. */
import {
  transitionTypes,
  type Edit,
  type EffectType,
  type GradeEffect,
  type VideoClip,
} from '@framewright/schemas'
import { gradesSheet } from './grades-sheet.ts'
import { compositionsSheet } from './compositions-sheet.ts'
import { trackEffectsSheet } from './track-effects-sheet.ts'
import { keyframesSheet } from './keyframes-sheet.ts'
import { lumaWipesSheet } from './luma-wipes-sheet.ts'
import { masksSheet } from './masks-sheet.ts'
import type { SampleIds } from './samples.ts'
import { sequencesSheet } from './sequences-sheet.ts'
import { shapesSheet } from './shapes-sheet.ts'
import { textSheet, title } from './text-sheet.ts'
import { textMotionSheet } from './text-motion-sheet.ts'

export interface Shot extends Pick<Edit, 'tracks' | 'compositions' | 'sequences'> {
  readonly label: string
  readonly atSeconds: number
}

export interface Sheet {
  /** Names its file. */
  readonly name: string
  readonly title: string
  readonly shots: readonly Shot[]
}

type Effects = NonNullable<VideoClip['effects']>
type VideoTrack = Extract<Edit['tracks'][number], { kind: 'video' }>
export type PictureClip = VideoTrack['clips'][number]

const fasterAndFaster = [
  { time: 0, value: 1, easing: 'ease-in-quad' as const },
  { time: 1, value: 10 },
]

/** Scenes of Big Buck Bunny, by their second. */
const meadow = 6
const bird = 15.5
const rabbitHole = 24

const effectExamples: Readonly<
  Record<Exclude<EffectType, 'lut' | GradeEffect['type']>, Readonly<Record<string, Effects>>>
> = {
  color: {
    'brightness 0.15': [{ type: 'color', brightness: 0.15 }],
    'contrast 1.5': [{ type: 'color', contrast: 1.5 }],
    'saturation 0': [{ type: 'color', saturation: 0 }],
    'saturation 2': [{ type: 'color', saturation: 2 }],
    'gamma 1.6': [{ type: 'color', gamma: 1.6 }],
  },
  blur: { 'blur 4': [{ type: 'blur', sigma: 4 }] },
  sharpen: { 'sharpen 3': [{ type: 'sharpen', amount: 3 }] },
  vignette: { 'vignette 0.8': [{ type: 'vignette', strength: 0.8 }] },
  pixelate: { 'pixelate 12': [{ type: 'pixelate', size: 12 }] },
  grain: {
    grain: [{ type: 'grain', strength: 0.8 }],
    'grain of colour': [{ type: 'grain', strength: 1, size: 2, color: true }],
  },
  denoise: {
    denoise: [{ type: 'denoise', strength: 0.5 }],
    'grain, and denoise': [
      { type: 'grain', strength: 0.4 },
      { type: 'denoise', strength: 0.4 },
    ],
  },
  glow: { 'glow 0.5': [{ type: 'glow', threshold: 0.5, radius: 30 }] },
  stabilize: {
    'stabilize, black edges': [{ type: 'stabilize', zoom: 1, edges: 'black' }],
  },
  'chroma-key': {
    'chroma-key of the sky': [{ type: 'chroma-key', color: '#8088c0', similarity: 0.06, softness: 0.06 }],
  },
}

export function sheetsOf({ film, rays, ring, font }: SampleIds): Sheet[] {
  const clip = (more: Partial<VideoClip> = {}): VideoClip => ({
    ...{ type: 'video', asset: film, in: rabbitHole, duration: 1, muted: true },
    ...more,
  })
  const over = (...clips: PictureClip[]): Edit['tracks'] => [
    pictures(clip({ fit: 'cover' })),
    pictures(...clips),
  ]

  return [
    {
      ...{ name: 'transitions', title: 'Transitions, a third of the way' },
      shots: transitionTypes.map((type) => ({
        label: type,
        atSeconds: 0.48,
        tracks: [pictures(clip({ in: meadow }), clip({ in: bird, transition: { type, duration: 0.8 } }))],
      })),
    },
    lumaWipesSheet((transition) => [pictures(clip({ in: meadow }), clip({ in: bird, transition }))], rays),
    {
      ...{ name: 'effects', title: 'Effects' },
      shots: [
        { ...{ label: 'without', atSeconds: 0.5 }, tracks: over(clip({ in: bird })) },
        ...Object.values(effectExamples)
          .flatMap((examples) => Object.entries(examples))
          .map(([label, effects]) => ({
            ...{ label, atSeconds: 0.5 },
            tracks: over(clip({ in: bird, effects })),
          })),
        ...[0.1, 0.5, 0.9].map((atSeconds) => ({
          ...{ label: `keyframes, at ${atSeconds} s`, atSeconds },
          tracks: over(
            clip({
              in: bird,
              effects: [
                { type: 'blur', sigma: swing(8, 0) },
                { type: 'color', saturation: swing(0, 2) },
              ],
            }),
          ),
        })),
        {
          ...{ label: 'sepia, mix 0.5', atSeconds: 0.5 },
          tracks: over(clip({ in: bird, effects: [{ type: 'sepia', mix: 0.5 }] })),
        },
      ],
    },
    keyframesSheet((more) => clip({ in: meadow, ...more })),
    gradesSheet((effects) => over(clip({ in: bird, effects }))),
    {
      ...{ name: 'speed', title: 'The same moment of a clip at different speeds' },
      shots: [
        ...[0.5, 1, 4, 10].map((speed) => ({
          ...{ label: `speed ${speed}`, atSeconds: 0.8 },
          tracks: [pictures(clip({ in: meadow, speed }))],
        })),
        {
          ...{ label: 'speed 1 to 10', atSeconds: 0.8 },
          tracks: [pictures(clip({ in: meadow, speed: fasterAndFaster }))],
        },
      ],
    },
    {
      ...{ name: 'placement', title: 'Place, size, opacity, fades' },
      shots: [
        { ...{ label: 'scale 0.5', atSeconds: 0.5 }, tracks: [pictures(clip({ scale: 0.5 }))] },
        {
          ...{ label: 'picture in picture', atSeconds: 0.5 },
          tracks: over(clip({ in: bird, scale: 0.35, position: { x: 0.78, y: 0.25 } })),
        },
        {
          ...{ label: 'opacity 0.5', atSeconds: 0.5 },
          tracks: over(clip({ in: bird, opacity: 0.5 })),
        },
        ...(['multiply', 'screen', 'difference'] as const).map((blend) => ({
          ...{ label: `blend ${blend}`, atSeconds: 0.5 },
          tracks: over(clip({ in: bird, blend })),
        })),
        {
          ...{ label: 'crop, flip', atSeconds: 0.5 },
          tracks: [pictures(clip({ crop: { left: 0.2, right: 0.4 }, flip: 'horizontal' }))],
        },
        {
          ...{ label: 'fit blur', atSeconds: 0.5 },
          tracks: [pictures(clip({ crop: { left: 0.3, right: 0.35 }, fit: 'blur' }))],
        },
        { ...{ label: 'half of a fade in', atSeconds: 0.5 }, tracks: [pictures(clip({ fadeIn: 1 }))] },
      ],
    },
    shapesSheet,
    masksSheet(clip, ring),
    compositionsSheet(clip),
    sequencesSheet(clip, ring, rays),
    trackEffectsSheet(clip),
    {
      ...{ name: 'motion', title: 'Turned, rounded, and moved by keyframes' },
      shots: [
        {
          ...{ label: 'rotation -8, borderRadius 0.1', atSeconds: 0.5 },
          tracks: over(clip({ in: bird, scale: 0.6, rotation: -8, borderRadius: 0.1 })),
        },
        {
          ...{ label: 'borderRadius 0.5', atSeconds: 0.5 },
          tracks: over(clip({ in: bird, crop: { left: 0.2, right: 0.2375 }, scale: 0.7, borderRadius: 0.5 })),
        },
        ...[0.2, 0.4, 0.6].map((atSeconds) => ({
          ...{ label: `keyframes, at ${atSeconds} s`, atSeconds },
          tracks: over(
            clip({
              ...{ in: bird, rotation: swing(-90, 0), scale: swing(0.1, 0.6), opacity: swing(0, 1) },
              position: { x: swing(-0.1, 0.5), y: 0.45 },
            }),
          ),
        })),
        ...[0.02, 0.9].map((atSeconds) => ({
          ...{ label: `kenBurns, at ${atSeconds} s`, atSeconds },
          tracks: [pictures(clip({ in: meadow, kenBurns: { from: {}, to: { x: 0.2, y: 0.6, zoom: 2 } } }))],
        })),
        {
          ...{ label: 'a text turned', atSeconds: 0.5 },
          tracks: over({
            ...title,
            rotation: -12,
            scale: swing(0, 1),
            position: { x: swing(0, 0.5), y: 0.4 },
          }),
        },
      ],
    },
    textSheet(over, font),
    textMotionSheet(over),
  ]
}

const swing = (from: number, to: number) => [
  { time: 0, value: from, easing: 'ease-out-back' as const },
  { time: 0.7, value: to },
]

function pictures(...clips: PictureClip[]): VideoTrack {
  return { kind: 'video', clips }
}
