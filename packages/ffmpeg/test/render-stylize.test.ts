import type { ClipEffect, Edit } from '@framewright/schemas'
import { test } from 'tap'
import { openEffectStudio, tenBits } from './effect-stills.ts'
import { edit, height, width } from './films.ts'
import { furthest, planesOf, type Planes } from './planes.ts'

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
const deviation = (values: ArrayLike<number>): number => {
  const middle = mean(values)
  return Math.sqrt(mean(Array.from(values, (value) => (value - middle) ** 2)))
}

test('blocks are the means of what they cover, of luma and of chroma', async (t) => {
  const { image, compared } = await openEffectStudio(t)
  for (const bits of [8, 10] as const) {
    const sizes = [10, 16]
    const effects = sizes.map((size) => ({ type: 'pixelate' as const, size }))
    const { plain, affected } = await compared(image, effects, bits)
    for (const [at, size] of sizes.entries()) {
      const frame = affected[at]
      if (frame === undefined) throw new Error('a frame for each')
      const half = { width: width / 2, height: bits === 8 ? height / 2 : height }
      const chroma = { x: size / 2, y: bits === 8 ? size / 2 : size }
      for (const [plane, of, block] of [
        ['y', { width, height }, { x: size, y: size }],
        ['u', half, chroma],
        ['v', half, chroma],
      ] as const) {
        const off = offBlocks(frame[plane], plain[plane], of, block)
        t.ok(off <= 1.5, `${plane} of ${size} in ${bits} bits is off by ${off}`)
      }
      t.ok(furthest(frame.y, plain.y) > 20)
    }
  }
})

test('a block may be many times as large as the picture', async (t) => {
  const { studio, image } = await openEffectStudio(t)
  const small = { type: 'image' as const, asset: image, duration: 0.1, fit: 'fill' as const, scale: 0.2 }
  const clips = [{ ...small, effects: [{ type: 'pixelate' as const, size: 128 }] }]
  const [frame] = planesOf(await studio.compose(edit(10, [{ kind: 'video', clips }])))
  if (frame === undefined) throw new Error('there is a frame')
  const [left, top] = [width * 0.4, height * 0.4]
  const at = (x: number, y: number) => frame.y[y * width + x]
  t.equal(at(left, top), at(left + 31, top + 17), 'it is of one colour')
  t.ok((at(left, top) ?? 0) > 20)
})

interface Size {
  readonly width: number
  readonly height: number
}

/** How far whole blocks are from the mean of what they cover, at most, and from being even. */
function offBlocks(
  plane: ArrayLike<number>,
  plain: ArrayLike<number>,
  of: Size,
  block: { readonly x: number; readonly y: number },
): number {
  let off = 0
  for (let top = 0; top + block.y <= of.height; top += block.y)
    for (let left = 0; left + block.x <= of.width; left += block.x) {
      const places = Array.from(
        { length: block.x * block.y },
        (_, at) => (top + Math.floor(at / block.x)) * of.width + left + (at % block.x),
      )
      const wanted = mean(places.map((at) => plain[at] ?? NaN))
      for (const at of places) off = Math.max(off, Math.abs((plane[at] ?? NaN) - wanted))
    }
  return off
}

const grain = { type: 'grain', strength: 0.5 } as const

test('grain goes by the frame of its clip and by its seed, as strong as is said', async (t) => {
  const { studio } = await openEffectStudio(t)
  const gray = (await studio.image('gray.png', 'color=0x808080:s=160x90', { width, height })).facts.assetId
  const grainy = (effects: ClipEffect[], duration: number) =>
    ({ type: 'image', asset: gray, duration, fit: 'fill', effects }) as const
  const framesOf = async (...clips: ReturnType<typeof grainy>[]) =>
    planesOf(await studio.compose(edit(10, [{ kind: 'video', clips }])))
  const [first, second, third, coarse, colored, seeded] = (await framesOf(
    grainy([grain], 0.3),
    grainy([{ ...grain, size: 3 }], 0.1),
    grainy([{ ...grain, color: true }], 0.1),
    grainy([{ ...grain, seed: 1 }], 0.1),
  )) as [Planes, Planes, Planes, Planes, Planes, Planes]
  const deep = edit(10, [{ kind: 'video', clips: [grainy([grain], 0.1)] }], tenBits)
  const [tenBit] = planesOf(await studio.compose(deep), 10) as [Planes]
  const measured: [Planes, number][] = [
    ...[first, second, third, seeded].map((frame): [Planes, number] => [frame, 1]),
    [tenBit, 4],
  ]
  for (const [{ y, u }, step] of measured) {
    t.ok(Math.abs(deviation(y) / (0.05 * 219 * step) - 1) < 0.08, `${deviation(y)}`)
    t.ok(Math.abs(mean(y) / step - 126) < 0.6, `${mean(y)}`)
    t.equal(deviation(u), 0)
  }
  t.ok(deviation(colored.u) > 3 && deviation(colored.v) > 3)
  t.ok(likeness(colored.u, colored.v) < 0.1)
  for (const [one, other] of [
    [first, second],
    [second, third],
    [first, seeded],
  ] as const)
    t.ok(Math.abs(likeness(one.y, other.y)) < 0.1, 'other frames and other seeds have nothing in common')
  const beside = ({ y }: Planes) => likeness(Array.from(y).slice(1), Array.from(y).slice(0, -1))
  t.ok(Math.abs(beside(first)) < 0.1 && beside(coarse) > 0.5, 'coarse grains are larger')
  const later = await framesOf(grainy([], 0.2), grainy([grain], 0.3))
  t.same(later.slice(2), [first, second, third], 'the same wherever the clip stands')
})

test('both are the same on another kind of processor, and with other threads', async (t) => {
  const { studio, cutout, moving } = await openEffectStudio(t)
  const effects: ClipEffect[] = [
    { type: 'pixelate', size: 12 },
    { type: 'grain', size: 2, color: true },
  ]
  const tracks: Edit['tracks'] = [
    { kind: 'video', clips: [{ type: 'video', asset: moving, duration: 0.2, effects }] },
    { kind: 'video', clips: [{ type: 'image', asset: cutout, duration: 0.2, rotation: 5, effects }] },
  ]
  for (const everything of [edit(10, tracks), edit(10, tracks.slice(1), tenBits)]) {
    const frames = await studio.compose(everything)
    const older = await studio.compose(everything, ['-cpuflags', 'sse2', '-filter_complex_threads', '1'])
    t.ok(older.equals(frames))
  }
})

/** How much two planes go along with each other: from -1 to 1. */
function likeness(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const [middle, otherMiddle] = [mean(one), mean(other)]
  const product = Array.from(one, (value, at) => (value - middle) * ((other[at] ?? NaN) - otherMiddle))
  return mean(product) / (deviation(one) * deviation(other))
}
