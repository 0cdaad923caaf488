import type { Edit, Transition } from '@framewright/schemas'
import { test } from 'tap'
import { tenBits } from './effect-stills.ts'
import { edit, height, openStudio, width } from './films.ts'
import { planesOf } from './planes.ts'

/** Luma of the earlier and of the later clip. */
const [dark, light] = [35, 219]

test('a luma wipe turns each pixel when its formula says so, and no other', async (t) => {
  const studio = await openStudio(t)
  const image = (name: string, filters: string) =>
    studio.image(name, filters, { width, height }).then(({ facts }) => facts.assetId)
  const gray = (value: number) => `color=black:s=${width}x${height},format=gray,geq=lum=${value}`
  const ramp = await image('ramp.png', `color=black:s=${width}x${height},format=gray,geq=lum='X*255/159'`)
  const earlier = await image('earlier.png', gray(22))
  const later = await image('later.png', gray(236))
  const wipe = (more: object): Transition => ({
    ...{ type: 'luma', asset: ramp, duration: 0.4 },
    ...more,
  })
  const cases = [
    { of: wipe({}), softness: 0, isInverted: false },
    { of: wipe({ softness: 0.5 }), softness: 0.5, isInverted: false },
    { of: wipe({ softness: 0.5, invert: true }), softness: 0.5, isInverted: true },
  ]
  const film = (outputs?: Edit['outputs']) => {
    const still = (asset: string, transition?: Transition) =>
      ({ type: 'image', asset, duration: 0.4, fit: 'fill', ...(transition && { transition }) }) as const
    const clips = cases.flatMap(({ of }) => [still(earlier), still(later, of)])
    return edit(10, [{ kind: 'video', clips }], outputs)
  }

  for (const [bits, outputs] of [
    [8, undefined],
    [10, tenBits],
  ] as const) {
    const step = bits === 8 ? 1 : 4
    const composed = await studio.compose(film(outputs))
    const frames = planesOf(composed, bits)
    t.equal(frames.length, 12)
    for (const [at, { softness, isInverted }] of cases.entries()) {
      for (const frame of [0, 1, 2, 3]) {
        const way = frame / 4
        const is = (x: number) => (frames[4 * at + frame]?.y[45 * width + x] ?? NaN) / step
        for (let x = 0; x < width; x++) {
          const luma = isInverted ? 1 - x / 159 : x / 159
          const turned =
            softness === 0
              ? Number(way > luma)
              : Math.min(1, Math.max(0, (way * (1 + softness) - luma) / softness))
          // A luma of eight bits of video is so far beside what it was.
          const isAtEdge = softness === 0 && Math.abs(way - luma) < 0.008
          const wanted = dark + (light - dark) * turned
          if (!isAtEdge && Math.abs(is(x) - wanted) > 4)
            t.fail(`frame ${frame} of ${at}, pixel ${x}: ${is(x)}, not ${wanted}, in ${bits} bits`)
        }
      }
    }
    const older = await studio.compose(film(outputs), ['-cpuflags', 'sse2', '-filter_complex_threads', '7'])
    t.ok(older.equals(composed), 'the same on another kind of processor, and with other threads')
  }
})
