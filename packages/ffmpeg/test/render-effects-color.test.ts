import type { ColorEffect } from '@framewright/schemas'
import { test } from 'tap'
import { openEffectStudio } from './effect-stills.ts'
import { furthest, type Planes } from './planes.ts'

/** Nothing of it changes. */
type PlainColor = { readonly [key in keyof Omit<ColorEffect, 'mix'>]: Exclude<ColorEffect[key], object> }

test('colour is the arithmetic that is written down, in eight bits and in ten', async (t) => {
  const { image, compared } = await openEffectStudio(t)
  const effects: PlainColor[] = [
    { type: 'color', brightness: 0.1, contrast: 1.3, saturation: 0.7, gamma: 1.8 },
    { type: 'color', saturation: 1.6 },
    { type: 'color', brightness: -0.2, contrast: 0.5 },
  ]
  for (const bits of [8, 10] as const) {
    const { plain, affected } = await compared(image, effects, bits)
    for (const [at, effect] of effects.entries()) {
      const wanted = colored(plain, effect, bits)
      const frame = affected[at] ?? plain
      t.ok(furthest(frame.y, wanted.y) <= 1, `luma ${at} of ${bits} bits`)
      t.ok(furthest(frame.u, wanted.u) <= 1, `blue ${at} of ${bits} bits`)
      t.ok(furthest(frame.v, wanted.v) <= 1, `red ${at} of ${bits} bits`)
      t.ok(furthest(frame.u, plain.u) > 10, 'which is something else than before')
    }
  }
})

/** By the definition in docs/timeline.md. */
function colored(
  plain: Planes,
  effect: PlainColor,
  bits: 8 | 10,
): { readonly [plane in keyof Planes]: number[] } {
  const { brightness = 0, contrast = 1, saturation = 1, gamma = 1 } = effect
  const step = 2 ** (bits - 8)
  const bounded = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))
  const luma = (code: number) => {
    const y = (code / step - 16) / 219
    const stretched = bounded((y - 0.5) * contrast + 0.5 + brightness, 0, 1)
    return Math.round(step * (16 + 219 * stretched ** (1 / gamma)))
  }
  const chroma = (code: number) =>
    Math.round(step * bounded(128 + (code / step - 128) * contrast * saturation, 16, 240))
  return {
    y: Array.from(plain.y, luma),
    u: Array.from(plain.u, chroma),
    v: Array.from(plain.v, chroma),
  }
}
