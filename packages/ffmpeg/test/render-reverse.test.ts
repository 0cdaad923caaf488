import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { edit, lumasIn, openStudio, samplesIn } from './films.ts'

const rate = 48_000
const thirty = { num: 30, den: 1 }
const lossless: Edit['outputs'] = [{ name: 'film', preset: 'high_quality' }]

test('backwards and still', async (t) => {
  const studio = await openStudio(t)
  const counted = (await studio.counted('counted.mp4', thirty, 90)).facts.assetId
  const video = { type: 'video' as const, asset: counted }

  await t.test('a reversed clip shows the same frames from the last to the first one', async (t) => {
    const [path = ''] = await studio.render(
      edit(30, [
        {
          kind: 'video',
          clips: [
            { ...video, in: 1, duration: 0.5, reverse: true },
            { ...video, in: 0.5, duration: 0.2, reverse: true, speed: 2 },
            { ...video, in: 2.9, duration: 'media', reverse: true, scale: 0.9999 },
          ],
        },
      ]),
    )
    const forward = (from: number, frames: number, step: number) =>
      Array.from({ length: frames }, (_, n) => Math.floor(from + (n + 0.3) * step))
    t.same(numbers(await lumasIn(path)), [
      ...forward(30, 15, 1).reverse(),
      ...forward(15, 6, 2).reverse(),
      ...forward(87, 3, 1).reverse(),
    ])
  })

  await t.test('a reversed clip is joined and faded as it is shown', async (t) => {
    const [path = ''] = await studio.render(
      edit(30, [
        { kind: 'video', clips: [{ ...video, in: 1, duration: 0.6 }] },
        {
          kind: 'video',
          clips: [
            { ...video, in: 0, duration: 0.4, reverse: true, fadeIn: 0.2 },
            {
              ...{ ...video, in: 0, duration: 0.4, reverse: true },
              transition: { type: 'wipe-left', duration: 0.2 },
            },
          ],
        },
      ]),
    )
    const levels = await lumasIn(path)
    t.equal(levels.length, 18)
    const ofFrame = (n: number) => 20 + 2 * n
    t.ok(Math.abs((levels[0] ?? 0) - ofFrame(30)) < 1.5, 'it comes up from what is below')
    t.ok(Math.abs((levels[3] ?? 0) - (ofFrame(33) + ofFrame(8)) / 2) < 1.5, 'half of each')
    t.ok(Math.abs((levels[9] ?? 0) - (ofFrame(2) + ofFrame(8)) / 2) < 1.5, 'half of it is wiped')
    t.ok(Math.abs((levels[17] ?? 0) - ofFrame(0)) < 1.5)
  })

  await t.test('the sound of it runs backwards too, to the sample', async (t) => {
    /** Says in its value which sample it is: n / 2^17. */
    const ramp = (
      await studio.sound('ramp.wav', 'aevalsrc=n/131072|n/131072:s=48000', 2.5, ['-c:a', 'pcm_s24le'])
    ).facts.assetId
    const clip = { type: 'audio' as const, asset: ramp, reverse: true }
    const path = await studio.renderSound(
      edit(
        25,
        [
          {
            kind: 'audio',
            clips: [
              { ...clip, in: 0.25, duration: 0.4 },
              { ...clip, in: 1, duration: 0.4, speed: 2, pitch: 'follow' },
              { ...clip, in: 1, duration: 0.4, speed: 2 },
            ],
          },
        ],
        lossless,
      ),
    )
    const samples = await samplesIn(path)
    t.equal(samples.length, 1.2 * rate)
    const numberAt = (at: number) => Math.round((samples[at] ?? 0) * 131072)
    const last = 0.65 * rate - 1
    t.same([0, 1000, 0.4 * rate - 1].map(numberAt), [last, last - 1000, 0.25 * rate])
    for (const [first, slack] of [
      [0.4 * rate, 3],
      [0.8 * rate, 0.043 * 2 * rate],
    ] as const) {
      for (const at of [2000, 9600, 17_000]) {
        const wrong = Math.abs(numberAt(first + at) - (1.8 * rate - 2 * at))
        t.ok(wrong <= slack, `sample ${first + at} is ${wrong} samples of the source from its place`)
      }
    }
  })

  await t.test('a frozen clip is the one frame at its "in", without a sound', async (t) => {
    const loud = await studio.plain('loud.mov', 'gray', 1, 'aevalsrc=0.5|0.5:s=48000')
    const given = edit(30, [
      {
        kind: 'video',
        clips: [
          { ...video, in: 1, duration: 0.2 },
          { ...video, in: 1.2, duration: 0.3, freeze: true },
          { ...video, in: 1.2, duration: 0.2 },
          { type: 'video', asset: loud.facts.assetId, in: 0.9, duration: 2, freeze: true },
        ],
      },
    ])
    t.equal(studio.plan(given).sound, null)
    const [path = ''] = await studio.render(given)
    const levels = await lumasIn(path)
    t.equal(levels.length, 21 + 60)
    t.same(numbers(levels).slice(0, 21), [
      ...Array.from({ length: 6 }, (_, n) => 30 + n),
      ...Array.from({ length: 9 }, () => 36),
      ...Array.from({ length: 6 }, (_, n) => 36 + n),
    ])
  })

  await t.test('the frames are the same on another kind of processor', async (t) => {
    const given = edit(
      30,
      [
        {
          kind: 'video',
          clips: [
            { ...video, duration: 0.3, reverse: true, scale: 0.7 },
            { ...video, duration: 0.2, freeze: true },
          ],
        },
      ],
      lossless,
    )
    const frames = await studio.compose(given)
    t.ok((await studio.compose(given, ['-cpuflags', 'sse2'])).equals(frames))
    t.ok((await studio.compose(given, ['-filter_complex_threads', '1'])).equals(frames))
  })
})

/** From lumas back to the numbers of frames. */
const numbers = (levels: readonly number[]): number[] => levels.map((one) => Math.round((one - 20) / 2))
