import type { Edit } from '@framewright/schemas'
import { test } from 'tap'
import { edit, height, openStudio, width } from './films.ts'
import { planesOf, type Planes } from './planes.ts'

type Clip = Extract<Edit['tracks'][number], { kind: 'video' }>['clips'][number]

/** The centre of what is light in a frame: a soft dot. */
function dotIn(frame: Planes | undefined): { x: number; y: number } {
  let [mass, x, y] = [0, 0, 0]
  for (let at = 0; at < width * height; at++) {
    const light = Math.max(0, (frame?.y[at] ?? NaN) - 16)
    mass += light
    x += light * ((at % width) + 0.5)
    y += light * (Math.floor(at / width) + 0.5)
  }
  return { x: x / mass, y: y / mass }
}

test('a move over a picture', async (t) => {
  const studio = await openStudio(t)
  // A dot with a soft edge at (250, 130) of a picture of 400 by 300.
  const size = { width: 400, height: 300 }
  const dot = "color=black:s=400x300,format=gray,geq=lum='255*exp(-(pow(X+0.5-250,2)+pow(Y+0.5-130,2))/128)'"
  const spot = (await studio.image('spot.png', dot, size)).facts.assetId
  const film = (await studio.counted('film.mp4', { num: 10, den: 1 }, 20, 8)).facts.assetId
  const framesOf = async (clips: Clip[], flags: string[] = []) =>
    studio.compose(edit(10, [{ kind: 'video', clips }]), flags)

  await t.test('goes evenly from its first view to its last one, by fractions of a pixel', async (t) => {
    const from = { x: 0.3, y: 0.2, zoom: 1 }
    const to = { x: 0.6, y: 0.5, zoom: 1.6 }
    const moves: Clip[] = [
      { type: 'image', asset: spot, duration: 1, fit: 'cover', kenBurns: { from, to } },
      {
        type: 'image',
        asset: spot,
        duration: 0.2,
        fit: 'cover',
        kenBurns: { from, to: from, easing: 'hold' },
      },
    ]
    const raw = await framesOf(moves)
    const frames = planesOf(raw)
    t.equal(frames.length, 12)
    // To cover 160 by 90, the picture is 160 by 120.
    const [scaledWidth, scaledHeight] = [160, 120]
    for (const [at, frame] of frames.entries()) {
      const part = at < 10 ? at / 9 : 0
      const [x, y, zoom] = (['x', 'y', 'zoom'] as const).map(
        (key) => from[key] + (to[key] - from[key]) * part,
      )
      const seen = (side: number, shown: number, view = NaN, dotAt = NaN, near = zoom ?? NaN) =>
        (dotAt * side - view * (side - shown / near)) * near
      const wanted = {
        x: seen(scaledWidth, width, x, 250 / 400),
        y: seen(scaledHeight, height, y, 130 / 300),
      }
      const found = dotIn(frame)
      t.ok(Math.abs(found.x - wanted.x) < 0.04, `frame ${at}: x is ${found.x}, not ${wanted.x}`)
      t.ok(Math.abs(found.y - wanted.y) < 0.04, `frame ${at}: y is ${found.y}, not ${wanted.y}`)
    }
    t.ok((await framesOf(moves, ['-cpuflags', 'sse2', '-filter_complex_threads', '7'])).equals(raw))
  })

  await t.test('leaves the frames of a video in their order, with all else that is done to it', async (t) => {
    const kenBurns = { from: { zoom: 1.5 }, to: { x: 1 }, easing: 'ease-out-back' as const }
    const clips: Clip[] = [
      { type: 'video', asset: film, duration: 0.5, kenBurns },
      { type: 'video', asset: film, duration: 0.5, kenBurns, reverse: true },
      {
        ...{ type: 'video', asset: film, in: 0.5, duration: 0.5, kenBurns, rotation: 20, borderRadius: 0.2 },
        effects: [{ type: 'sharpen', amount: 1 }],
      },
      { type: 'video', asset: film, in: 0.5, duration: 0.2, kenBurns, freeze: true, opacity: 0.5 },
    ]
    const frames = planesOf(await framesOf(clips))
    const lumas = frames.map(({ y }) => y[45 * width + 80] ?? NaN)
    const wanted = [0, 1, 2, 3, 4, 4, 3, 2, 1, 0, 5, 6, 7, 8, 9].map((n) => 20 + 8 * n)
    t.ok(
      [...wanted, 38, 38].every((luma, at) => Math.abs(luma - (lumas[at] ?? NaN)) <= 1.5),
      lumas.join(),
    )
    t.equal(lumas.length, 17)
  })
})
