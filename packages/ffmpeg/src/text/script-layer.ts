import { strict as assert } from 'node:assert'
import type { RenderPlan, TextPicture, TextScript } from '@framewright/timeline'
import { assRate, assScript, type Drawing } from './ass-script.ts'
import { overhangOf } from './fonts.ts'
import type { LaidStream } from '../picture/blend.ts'
import { filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { shownFrames } from '../picture/clip-part.ts'
import { hold, rateText } from '../picture/picture-filters.ts'
import { statesOf, type ScriptState } from './script-states.ts'
import { shown } from './text-picture.ts'

const red = 'ff0000'
const yellow = 'ffff00'
const green = '00ff00'
const cyan = '00ffff'
/** For accents and tails that reach out of their line, in sizes. */
const overhang = 1.2

interface Band {
  readonly width: number
  readonly height: number
  readonly top: number
}

/** An area of one color: a plane of what is drawn. */
interface Part {
  readonly color: string
  readonly plane: 'r' | 'g' | 'b'
}

interface Pass {
  readonly drawings: readonly Drawing[]
  /** From the lowest to the highest one. */
  readonly parts: readonly Part[]
}

/**
 * A text that changes: each of its states is drawn once, one frame after the other, and then held for as long as it is
 * on. libass draws them, with HarfBuzz, by scripts of ours; what it draws is masks, as with a text that stands still.
 */
export function scriptLayer(
  graph: Graph,
  clip: TextPicture,
  script: TextScript,
  plan: RenderPlan,
  files: { readonly fontFolder: string; write(text: string): string },
  firstFrame: number,
): LaidStream | null {
  const states = statesOf(clip, script, plan)
  const band = bandOf(clip, script, states, plan)
  if (band === null) return null
  const parts = passesOf(clip, script).flatMap(({ drawings, parts }) => {
    const path = files.write(assScript(clip, states, drawings, band))
    const drawn = graph.chain(
      [],
      ...blank('black', 'gbrp', band, states.length),
      filter('ass', { filename: path, fontsdir: files.fontFolder, shaping: 'complex' }),
    )
    return graph
      .split(drawn, parts.length, 'video')
      .map((copy, at) => partPicture(graph, copy, parts[at] as Part, band, states.length))
  })
  const [lowest, ...upper] = parts
  assert(lowest !== undefined, 'a text has letters at least')
  const whole = upper.reduce(
    (below, part) => graph.chain([below, part], filter('overlay', { format: 'gbrp' })),
    lowest,
  )
  const whileOn = [...held(states, plan), ...hold(plan, shownFrames(clip))]
  return shown(graph, clip, plan, whole, band, firstFrame, whileOn)
}

/** Each where it is seen through what is drawn later: boxes, then the shadow, then stroke and letters. */
function passesOf({ box, shadow, stroke, color }: TextPicture, { activeWord }: TextScript): Pass[] {
  const here = { dx: 0, dy: 0 }
  const boxes: Pass = {
    drawings: [
      ...(box === null ? [] : [boxDrawing(box.padding, () => red)]),
      ...(activeWord?.box === undefined
        ? []
        : [boxDrawing(activeWord.box.padding, ({ isActive }) => (isActive ? yellow : null))]),
    ],
    parts: [
      ...(box === null ? [] : [{ color: box.color, plane: 'r' as const }]),
      ...(activeWord?.box === undefined ? [] : [{ color: activeWord.box.color, plane: 'g' as const }]),
    ],
  }
  const letters: Pass = {
    drawings: [
      {
        ...{ style: 'letters', ...here },
        color: ({ isActive, isHidden }) =>
          isHidden ? null : isActive && activeWord?.color !== undefined ? cyan : yellow,
        outline: stroke === null ? null : { color: green, width: stroke.width },
      },
    ],
    parts: [
      ...(stroke === null ? [] : [{ color: stroke.color, plane: 'g' as const }]),
      { color, plane: 'r' },
      ...(activeWord?.color === undefined ? [] : [{ color: activeWord.color, plane: 'b' as const }]),
    ],
  }
  const shadows = shadow === null ? [] : [shadowPass(shadow)]
  return [...(boxes.parts.length === 0 ? [] : [boxes]), ...shadows, letters]
}

const shadowPass = ({ color, x, y }: NonNullable<TextPicture['shadow']>): Pass => ({
  drawings: [
    { style: 'letters', dx: x, dy: y, color: ({ isHidden }) => (isHidden ? null : red), outline: null },
  ],
  parts: [{ color, plane: 'r' }],
})

const boxDrawing = (padding: number, color: Drawing['color']): Drawing => ({
  ...{ style: 'box', dx: 0, dy: 0, color },
  outline: { color: red, width: padding },
})

function partPicture(graph: Graph, drawn: Stream, { color, plane }: Part, band: Band, count: number): Stream {
  const mask = graph.chain([drawn], filter('extractplanes', { planes: plane }))
  const area = graph.chain([], ...blank(`0x${color.slice(0, 6)}`, 'gbrap', band, count))
  const alpha = Number.parseInt(color.slice(6, 8), 16) / 255
  return graph.chain(
    [area, mask],
    filter('alphamerge'),
    ...(alpha === 1 ? [] : [filter('lutrgb', { a: `val*${alpha.toFixed(6)}` })]),
  )
}

const blank = (color: string, pixelFormat: string, { width, height }: Band, count: number): Filter[] => [
  filter('color', { color, size: `${width}x${height}`, rate: assRate }),
  filter('trim', { end_frame: count }),
  filter('format', { pix_fmts: pixelFormat }),
]

/** State n from its own frame on, until the next one. */
function held(states: readonly ScriptState[], plan: RenderPlan): Filter[] {
  const { num, den } = plan.frameRate
  return [
    filter('settb', { expr: `${den}/${num}` }),
    filter('setpts', { expr: chosen(states, 0, states.length) }),
    filter('fps', { fps: rateText(plan), start_time: 0, round: 'near' }),
  ]
}

/** By halves: an hour has thousands of states. */
function chosen(states: readonly ScriptState[], from: number, to: number): string {
  if (to - from <= 1) return String(states[from]?.frame ?? 0)
  const middle = Math.floor((from + to) / 2)
  return `if(lt(N,${middle}),${chosen(states, from, middle)},${chosen(states, middle, to)})`
}

/** The rows of the canvas that the text can touch; null for none. */
function bandOf(
  { size, font, box, stroke, shadow }: TextPicture,
  { activeWord }: TextScript,
  states: readonly ScriptState[],
  plan: RenderPlan,
): Band | null {
  const reach =
    overhangOf(font, overhang) * size +
    Math.max(box?.padding ?? 0, activeWord?.box?.padding ?? 0, stroke?.width ?? 0, Math.abs(shadow?.y ?? 0))
  const middles = states.flatMap(({ lines }) => lines.map(({ y }) => y))
  let [highest, lowest] = [Infinity, -Infinity]
  for (const middle of middles) [highest, lowest] = [Math.min(highest, middle), Math.max(lowest, middle)]
  const top = Math.max(0, 2 * Math.floor((highest - reach) / 2))
  const bottom = Math.min(plan.height, 2 * Math.ceil((lowest + reach) / 2))
  return bottom > top ? { width: plan.width, height: bottom - top, top } : null
}
