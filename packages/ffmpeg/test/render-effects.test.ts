import type { ClipEffect, Edit } from '@framewright/schemas'
import { test } from 'tap'
import { edit, height, openStudio, width } from './films.ts'
import { furthest, planesOf, type Planes } from './planes.ts'

const tenBits: Edit['outputs'] = [{ name: 'master', preset: 'high_quality' }]

test('effects', async (t) => {
  const studio = await openStudio(t)
  const pattern = 'testsrc2=s=200x120,format=rgba'
  const size = { width: 200, height: 120 }
  const moving = (await studio.counted('moving.mp4', { num: 10, den: 1 }, 20, 10)).facts.assetId
  const image = (await studio.image('image.png', pattern, size)).facts.assetId
  const holed = `${pattern},geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='if(lt(X,100),255,if(lt(X,150),128,0))'`
  const cutout = (await studio.image('cutout.png', holed, size, true)).facts.assetId

  /** A still of one asset, after the effects. */
  const still = (asset: string, effects?: ClipEffect[]) =>
    ({ type: 'image', asset, duration: 0.1, fit: 'fill', ...(effects && { effects }) }) as const
  const composed = async (clips: ReturnType<typeof still>[], outputs?: Edit['outputs']) =>
    planesOf(
      await studio.compose(edit(10, [{ kind: 'video', clips }], outputs)),
      outputs === undefined ? 8 : 10,
    )

  await t.test('colour is the arithmetic that is written down, in eight bits and in ten', async (t) => {
    const effects: ClipEffect[] = [
      { type: 'color', brightness: 0.1, contrast: 1.3, saturation: 0.7, gamma: 1.8 },
      { type: 'color', saturation: 1.6 },
      { type: 'color', brightness: -0.2, contrast: 0.5 },
    ]
    const clips = [still(image), ...effects.map((effect) => still(image, [effect]))]
    for (const bits of [8, 10] as const) {
      const [plain, ...affected] = await composed(clips, bits === 8 ? undefined : tenBits)
      if (plain === undefined) throw new Error('there is a frame')
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

  await t.test('a clip looks the same whether it hides all, or is laid over something', async (t) => {
    const effects: ClipEffect[] = [{ type: 'color', contrast: 1.4, gamma: 0.7 }]
    for (const outputs of [undefined, tenBits]) {
      // Larger than the canvas, and beside its middle. The fade makes it a layer, at its last frame.
      const clip = { type: 'video', asset: moving, duration: 0.6, scale: 1.5, effects } as const
      const place = { position: { x: 0.6, y: 0.45 } }
      const below = still(image)
      const tracks = (fadeOut: number): Edit['tracks'] => [
        { kind: 'video', clips: [{ ...below, duration: 0.6 }] },
        { kind: 'video', clips: [{ ...clip, ...place, fadeOut }] },
      ]
      const hiding = await studio.compose(edit(10, tracks(0), outputs))
      const laid = await studio.compose(edit(10, tracks(0.1), outputs))
      const frames = 5 * (hiding.length / 6)
      t.ok(hiding.subarray(0, frames).equals(laid.subarray(0, frames)))
    }
  })

  await t.test('what is transparent stays so', async (t) => {
    const effects: ClipEffect[] = [{ type: 'color', brightness: 0.5, gamma: 2 }]
    const over = (clip: ReturnType<typeof still>) =>
      studio.compose(
        edit(10, [
          { kind: 'video', clips: [still(image)] },
          { kind: 'video', clips: [clip] },
        ]),
      )
    const [below] = await composed([still(image)])
    const [plain] = planesOf(await over(still(cutout)))
    const [affected] = planesOf(await over(still(cutout, effects)))
    if (below === undefined || plain === undefined || affected === undefined) throw new Error('three frames')
    const right = (planes: Planes) => columns(planes.y, 124, width)
    t.equal(furthest(right(affected), right(below)), 0, 'nothing of it is seen where it has no alpha')
    const bright = (planes: Planes, from: number, to: number) => mean(columns(planes.y, from, to))
    const whole = bright(affected, 0, 76) - bright(below, 0, 76)
    const half = bright(affected, 84, 116) - bright(below, 84, 116)
    t.ok(whole > 40 && half > 20 && half < 0.75 * whole, `${whole} and ${half} brighter`)
  })

  await t.test('frames are the same on another kind of processor, and with other threads', async (t) => {
    const effects: ClipEffect[] = [{ type: 'color', brightness: 0.1, contrast: 1.3, gamma: 1.8 }]
    for (const outputs of [undefined, tenBits]) {
      const everything = edit(
        10,
        [
          { kind: 'video', clips: [{ type: 'video', asset: moving, duration: 0.4, fit: 'cover', effects }] },
          { kind: 'video', clips: [{ ...still(cutout, effects), duration: 0.4, scale: 0.7 }] },
        ],
        outputs,
      )
      const frames = await studio.compose(everything)
      for (const flags of [
        ['-cpuflags', 'sse2'],
        ['-cpuflags', '0', '-filter_complex_threads', '1'],
        ['-filter_complex_threads', '7'],
      ]) {
        t.ok((await studio.compose(everything, flags)).equals(frames), flags.join(' '))
      }
    }
  })
})

/** By the definition in docs/edit.md. */
function colored(
  plain: Planes,
  effect: Extract<ClipEffect, { type: 'color' }>,
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

function columns(plane: ArrayLike<number>, from: number, to: number): number[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: to - from }, (_, x) => plane[y * width + from + x] ?? NaN),
  ).flat()
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length
