import type { Composition, CompositionClip, Edit, ShapeClip } from '@framewright/schemas'
import { test } from 'tap'
import { tenBits } from './effect-stills.ts'
import { edit, height, levelDb, openStudio, samplesIn, width } from './films.ts'
import { furthest, planesOf, type Planes } from './planes.ts'

type VideoTrack = Extract<Edit['tracks'][number], { kind: 'video' }>
type Clip = VideoTrack['clips'][number]
const pictures = (...clips: Clip[]): VideoTrack => ({ kind: 'video', clips })
const shown = (composition: string, more: Partial<CompositionClip> = {}): CompositionClip => ({
  ...{ type: 'composition', composition },
  ...more,
})
const box = (
  fill: string,
  size: { width: number; height: number },
  more: Partial<ShapeClip> = {},
): ShapeClip => ({
  ...{ type: 'shape', shape: { type: 'rectangle', ...size, fill }, duration: 0.4 },
  ...more,
})
const crossfade = { type: 'crossfade', duration: 0.2 } as const
const older = ['-cpuflags', 'sse2', '-filter_complex_threads', '7']
const half = { width: width / 2, height }
const left = { position: { x: 0.25, y: 0.5 } }

test('compositions', async (t) => {
  const studio = await openStudio(t)
  const counted = (await studio.counted('counted.mp4', { num: 10, den: 1 }, 20, 8)).facts.assetId
  const film = (
    tracks: Edit['tracks'],
    compositions: Record<string, Composition>,
    outputs?: Edit['outputs'],
  ): Edit => ({ ...edit(10, tracks, outputs), compositions })
  const framesOf = async (given: Edit, bits: 8 | 10 = 8): Promise<Planes[]> =>
    planesOf(await studio.compose(given), bits)
  const lumasAt = (frames: readonly Planes[], x: number, y: number) =>
    frames.map((frame) => frame.y[y * width + x] ?? NaN)

  const inside: VideoTrack[] = [
    pictures(
      { type: 'video', asset: counted, duration: 0.5 },
      { type: 'video', asset: counted, in: 1, duration: 0.5, transition: crossfade },
    ),
    pictures(box('#40a060', { width: 50, height: 30 }, { opacity: 0.5, rotation: 20, start: 0.1 }), {
      type: 'text',
      text: 'Hi',
      duration: 0.3,
      fadeIn: 0.2,
    }),
  ]

  await t.test('a composition that covers the canvas is what it is made of, to the last bit', async (t) => {
    for (const outputs of [undefined, tenBits]) {
      const flat = await studio.compose(edit(10, inside, outputs))
      const compositions = { inner: { background: '#000000', tracks: inside } }
      const nested = await studio.compose(film([pictures(shown('inner'))], compositions, outputs))
      t.ok(nested.equals(flat))
      const twice = { ...compositions, outer: { background: '#ff0000', tracks: [pictures(shown('inner'))] } }
      t.ok((await studio.compose(film([pictures(shown('outer'))], twice, outputs))).equals(flat))
    }
  })

  await t.test(
    'what is below a transparent one is seen through it, by as much as it lets through',
    async (t) => {
      const below = pictures({ type: 'video', asset: counted, in: 0.3, duration: 0.4 })
      const tracks = [
        pictures(box('#c04020', half, { ...left, opacity: 0.5, fadeIn: 0.2 })),
        pictures(box('#20c0e0', { width: 40, height: 90 }, { fadeOut: 0.3 })),
      ]
      for (const bits of [8, 10] as const) {
        const outputs = bits === 10 ? tenBits : undefined
        const flat = await framesOf(edit(10, [below, ...tracks], outputs), bits)
        const given = film([below, pictures(shown('inner'))], { inner: { tracks } }, outputs)
        const composed = await studio.compose(given)
        t.ok((await studio.compose(given, older)).equals(composed), 'the same on another kind of processor')
        const nested = planesOf(composed, bits)
        t.equal(nested.length, flat.length)
        for (const [at, frame] of nested.entries())
          for (const plane of ['y', 'u', 'v'] as const)
            t.ok(
              furthest(frame[plane], flat[at]?.[plane] ?? []) <= 2 * (bits === 10 ? 2 : 1),
              `${plane} of ${at}`,
            )
        t.same(
          nested[3]?.y[45 * width + 158],
          flat[3]?.y[45 * width + 158],
          'where nothing is, it is not touched',
        )
      }
    },
  )

  await t.test('a clip begins anywhere in it, and shows so many of its frames', async (t) => {
    const inner = { tracks: [pictures({ type: 'video', asset: counted, duration: 1.2 })] }
    const frames = await framesOf(
      film(
        [
          pictures(
            shown('inner', { in: 0.3, duration: 0.4 }),
            shown('inner', { in: 1 }),
            shown('inner', { in: 0.1, duration: 0.3, transition: crossfade }),
          ),
        ],
        { inner },
      ),
    )
    // Frame n has the luma 20 + 8n; two frames of the last one are shared with the two before it.
    const wanted = [3, 4, 5, 6, 10, (11 + 2 * 0) / 1, 3].map((n) => 20 + 8 * n)
    t.equal(frames.length, 7)
    const lumas = lumasAt(frames, 80, 45)
    for (const at of [0, 1, 2, 3, 4, 6]) t.equal(lumas[at], wanted[at], `frame ${at}`)
    // Half way from 11 to 2.
    t.ok(Math.abs((lumas[5] ?? 0) - (20 + 8 * 6.5)) <= 1)
  })

  await t.test('it is placed, cropped, turned, masked, blended and moved as any picture', async (t) => {
    const white = { width: 80, height: 40, background: '#ffffff', tracks: [pictures(box('#ffffff', half))] }
    const cutout = {
      ...{ width: 80, height: 40 },
      tracks: [pictures(box('#ffffff', { width: 40, height: 40 }, { position: { x: 0.25, y: 0.5 } }))],
    }
    const ground = pictures(box('#ffffff', { width, height }, { duration: 2.4 }))
    const clips = [
      shown('white', { scale: 0.5 }),
      shown('cutout', { fit: 'fill' }),
      shown('cutout', { crop: { left: 0.25 }, fit: 'fill', flip: 'horizontal' }),
      shown('cutout', { fit: 'fill', rotation: 180, mask: { type: 'rectangle', height: 0.5 } }),
      shown('cutout', {
        fit: 'fill',
        position: {
          x: [
            { time: 0, value: 0.5 },
            { time: 0.1, value: 1 },
          ],
          y: 0.5,
        },
      }),
      shown('cutout', { fit: 'fill', fadeIn: 0.4 }),
    ].map((clip): CompositionClip => ({ ...clip, duration: 0.4 }))
    const compositions = { white, cutout }
    const placed = film([pictures(...clips)], compositions)
    const composed = await studio.compose(placed)
    t.ok((await studio.compose(placed, older)).equals(composed), 'the same on another kind of processor')
    const frames = planesOf(composed)
    const at = (clip: number, frame: number, x: number, y: number) => lumasAt(frames, x, y)[4 * clip + frame]
    t.same([at(0, 0, 36, 45), at(0, 0, 44, 45), at(0, 3, 80, 24), at(0, 3, 80, 28)], [16, 235, 16, 235])
    t.same([at(1, 0, 70, 45), at(1, 0, 90, 45)], [235, 16])
    // Twenty of sixty pixels, on the other side.
    t.same([at(2, 0, 102, 45), at(2, 0, 112, 45)], [16, 235])
    t.same([at(3, 0, 70, 45), at(3, 0, 90, 45), at(3, 0, 90, 20)], [16, 235, 16])
    t.same([at(4, 0, 70, 45), at(4, 2, 70, 45), at(4, 2, 90, 45)], [235, 16, 235])
    t.same(
      [0, 1, 2, 3].map((frame) => Math.round(((at(5, frame, 40, 45) ?? 0) - 16) / 219 / 0.25)),
      [0, 1, 2, 3],
    )
    const onWhite = await framesOf(film([ground, pictures(...clips)], compositions))
    const darkest = Math.min(...onWhite.map(({ y }) => Math.min(...Array.from(y))))
    t.ok(darkest >= 233, `no black comes in at its edges: ${darkest}`)
    const blended = pictures(...clips.map((clip) => ({ ...clip, blend: 'difference' as const })))
    const inverted = await framesOf(film([ground, blended], compositions))
    t.ok(
      Math.abs((inverted[5]?.y[45 * width + 40] ?? 0) - 16) <= 1 && inverted[5]?.y[45 * width + 120] === 235,
    )
  })

  await t.test('in a film that can be seen through, it lets through what it does itself', async (t) => {
    const outputs: Edit['outputs'] = [{ name: 'film', preset: 'prores_4444' }]
    const tracks = [pictures(box('#ffffff', half, { ...left, opacity: 0.5 }))]
    const given = film([pictures(shown('outer'))], {
      inner: { tracks },
      outer: { tracks: [pictures(shown('inner', { opacity: 0.5, scale: 1.5 }))] },
    })
    const see = async (one: Edit) => {
      const canvas = { ...one.canvas, background: 'transparent' }
      const raw = await studio.compose({ ...one, canvas, outputs }, ['-pix_fmt', 'yuva422p10le'])
      const values = new Uint16Array(new Uint8Array(raw).buffer)
      const [luma, frame] = [width * height, 3 * width * height]
      const pixel = (x: number) => [values[45 * width + x], values[frame - luma + 45 * width + x]]
      return [pixel(40), pixel(120)]
    }
    const [seen, unseen] = await see(given)
    t.ok(Math.abs((seen?.[0] ?? 0) - 940) <= 3 && Math.abs((seen?.[1] ?? 0) - 256) <= 2, `${seen?.join()}`)
    t.equal(unseen?.[1], 0)
  })

  await t.test('it is heard where it is seen, as loud as its clip says', async (t) => {
    const sound = await studio.sound('tone.wav', 'sine=440', 2)
    const audio = { kind: 'audio' as const, clips: [{ type: 'audio' as const, asset: sound.facts.assetId }] }
    const heard = { tracks: [audio, pictures(box('#ffffff', half, { duration: 2 }))] }
    const given = film(
      [
        pictures(
          shown('late', { in: 0.3, start: 0.2, duration: 0.5, gainDb: -6 }),
          shown('heard', { start: 1, duration: 0.4, fadeIn: 0.4 }),
          shown('heard', { in: 0.4, duration: 0.4 }),
          shown('heard', { muted: true, duration: 0.2 }),
        ),
      ],
      { heard, late: { tracks: [pictures(shown('heard', { start: 0.5, duration: 1, gainDb: -6 }))] } },
    )
    const samples = await samplesIn(
      (await studio.render({ ...given, outputs: [{ name: 'a', preset: 'audio_wav' }] }))[0] ?? '',
    )
    t.equal(samples.length, 96_000)
    const level = (from: number, to: number) =>
      levelDb(samples, Math.round(from * 48_000), Math.round(to * 48_000))
    const full = level(1.45, 1.75)
    // In `late` it begins at 0.5 s, of which 0.2 s are left.
    t.ok(level(0, 0.4) < -100 && level(0.7, 1) < -100 && level(1.8, 2) < -100)
    t.ok(Math.abs(level(0.4, 0.7) - (full - 12)) < 0.05, `${level(0.4, 0.7)} ${full}`)
    t.ok(Math.abs(level(1.195, 1.205) - (full - 6)) < 0.3)
    // From 0.4 s of the tone on, sample by sample, where the fade is over.
    const tone = await samplesIn(sound.path)
    const beside = Math.max(
      ...[0, 1, 777, 19_000].map((at) => Math.abs((samples[67_200 + at] ?? 9) - (tone[19_200 + at] ?? 0))),
    )
    t.ok(beside < 1e-4, `${beside}`)
    t.ok(Math.abs((samples[19_200 + 500] ?? 9) - (tone[500] ?? 0) * 10 ** (-12 / 20)) < 1e-4)
  })
})
