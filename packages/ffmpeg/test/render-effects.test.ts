import type { ClipEffect, Edit, FilmEffect } from '@framewright/schemas'
import { test } from 'tap'
import { openEffectStudio, tenBits } from './effect-stills.ts'
import { edit, height, width } from './films.ts'
import { furthest, planesOf, type Planes } from './planes.ts'

/** One of each. */
const all: FilmEffect[] = [
  { type: 'color', brightness: 0.1, contrast: 1.3, saturation: 1.2, gamma: 0.7 },
  { type: 'sharpen', amount: 1.5 },
  { type: 'vignette', strength: 0.6 },
  { type: 'blur', sigma: 1.2 },
  { type: 'blur', sigma: 4 },
]

test('effects', async (t) => {
  const { studio, moving, image, cutout, still } = await openEffectStudio(t)

  await t.test('a clip looks the same whether it hides all, or is laid over something', async (t) => {
    for (const outputs of [undefined, tenBits]) {
      // Larger than the canvas, and beside its middle. The fade makes it a layer.
      const clip = { type: 'video', asset: moving, duration: 0.6, scale: 1.5, effects: all } as const
      const place = { position: { x: 0.6, y: 0.45 } }
      const tracks = (fadeOut: number): Edit['tracks'] => [
        { kind: 'video', clips: [{ ...still(image), duration: 0.6 }] },
        { kind: 'video', clips: [{ ...clip, ...place, fadeOut }] },
      ]
      const hiding = await studio.compose(edit(10, tracks(0), outputs))
      const laid = await studio.compose(edit(10, tracks(0.2), outputs))
      const frames = 4 * (hiding.length / 6)
      t.ok(hiding.subarray(0, frames).equals(laid.subarray(0, frames)))
      t.notOk(hiding.subarray(frames).equals(laid.subarray(frames)))
    }
  })

  await t.test('effects of a film are those of a clip that is all of it', async (t) => {
    const clips = (effects?: ClipEffect[]) => [{ ...still(image, effects), duration: 0.2 }]
    const film = edit(10, [{ kind: 'video', clips: clips() }])
    const ofFilm = await studio.compose({ ...film, effects: [...all] })
    t.ok(ofFilm.equals(await studio.compose(edit(10, [{ kind: 'video', clips: clips([...all]) }]))))
    t.notOk(ofFilm.equals(await studio.compose(film)))
  })

  await t.test('what is transparent stays so', async (t) => {
    const over = async (clips: ReturnType<typeof still>[]) => {
      const below = { ...still(image, [{ type: 'color', brightness: -1 }]), duration: 0.1 * clips.length }
      const given = edit(10, [
        { kind: 'video', clips: [below] },
        { kind: 'video', clips },
      ])
      return planesOf(await studio.compose(given))
    }
    const effects: ClipEffect[] = [{ type: 'color', brightness: 0.5, gamma: 2 }, ...all.slice(1, 2)]
    const blurred: ClipEffect[] = [{ type: 'blur', sigma: 3 }]
    const [plain, affected, soft] = await over([
      still(cutout),
      still(cutout, effects),
      still(cutout, blurred),
    ])
    if (plain === undefined || affected === undefined || soft === undefined) throw new Error('three frames')
    const right = (planes: Planes, from: number) => columns(planes.y, from, width)
    t.equal(furthest(right(affected, 124), right(plain, 124)), 0, 'nothing is seen where it has no alpha')
    t.equal(furthest(right(soft, 134), right(plain, 134)), 0, 'nor where a blur does not reach')
    t.ok(furthest(right(soft, 122), right(plain, 122)) > 5, 'but where it does')
    const brighter = (from: number, to: number) =>
      mean(columns(affected.y, from, to)) - mean(columns(plain.y, from, to))
    const [whole, half] = [brighter(0, 76), brighter(84, 116)]
    t.ok(whole > 30 && half > 12 && half < 0.75 * whole, `${whole} and ${half} brighter`)
  })

  await t.test('frames are the same on another kind of processor, and with other threads', async (t) => {
    for (const outputs of [undefined, tenBits]) {
      const effects = all
      const everything = edit(
        10,
        [
          { kind: 'video', clips: [{ type: 'video', asset: moving, duration: 0.2, fit: 'cover', effects }] },
          { kind: 'video', clips: [{ ...still(cutout, effects), duration: 0.2, scale: 0.7 }] },
        ],
        outputs,
      )
      const frames = await studio.compose(everything)
      for (const flags of [
        ['-cpuflags', 'sse2', '-filter_complex_threads', '7'],
        ['-cpuflags', '0', '-filter_complex_threads', '1'],
      ]) {
        t.ok((await studio.compose(everything, flags)).equals(frames), flags.join(' '))
      }
    }
  })
})

function columns(plane: ArrayLike<number>, from: number, to: number): number[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: to - from }, (_, x) => plane[y * width + from + x] ?? NaN),
  ).flat()
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length
