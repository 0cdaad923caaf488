import { test } from 'tap'
import { edit, lumasIn, openStudio, probed } from './films.ts'

const ntscFilm = { num: 24000, den: 1001 }
const thirty = { num: 30, den: 1 }

test('moving pictures', async (t) => {
  const studio = await openStudio(t)

  await t.test('a clip begins with the very frame that was asked for, and has just as many', async (t) => {
    const source = await studio.counted('cut.mp4', thirty, 90)
    const asset = source.facts.assetId
    const [path = ''] = await studio.render(
      edit(30, [
        {
          kind: 'video',
          clips: [
            { type: 'video', asset, in: 1, duration: 0.5 },
            { type: 'video', asset, in: 1.366667, duration: 0.2 },
            { type: 'video', asset, duration: 1 / 30 },
            { type: 'video', asset, in: 2.9, duration: 'media' },
          ],
        },
      ]),
    )
    const wanted = [...count(30, 15), ...count(41, 6), 0, ...count(87, 3)]
    t.same(numbers(await lumasIn(path), 2), wanted)
  })

  await t.test(
    'at every ratio of frame rates a frame shows what is on the screen 0.3 frames later',
    async (t) => {
      const rates = [
        [{ num: 24, den: 1 }, thirty],
        [
          { num: 60, den: 1 },
          { num: 25, den: 1 },
        ],
        [{ num: 25, den: 1 }, ntscFilm],
        [ntscFilm, thirty],
      ] as const
      for (const [from, to] of rates) {
        const source = await studio.counted(`rate-${from.num}-${to.num}.mp4`, from, 90)
        const start = 0.7
        const clip = { type: 'video' as const, asset: source.facts.assetId, in: start, duration: 0.8 }
        const [path = ''] = await studio.render(edit(to, [{ kind: 'video', clips: [clip] }]))
        const frames = Math.round((0.8 * to.num) / to.den)
        const wanted = Array.from({ length: frames }, (_, n) =>
          Math.floor((start + ((n + 0.3) * to.den) / to.num) * (from.num / from.den) + 1e-6),
        )
        t.same(numbers(await lumasIn(path), 2), wanted, `${from.num} to ${to.num}`)
        const { streams, format } = await probed(path)
        t.equal(streams[0]?.avg_frame_rate, `${to.num}/${to.den}`)
        t.ok(Math.abs(Number(format.duration) - (frames * to.den) / to.num) < 0.001, 'the duration is exact')
      }
    },
  )

  await t.test('a variable frame rate is read by its times, however long a frame is shown', async (t) => {
    const source = await studio.uneven('uneven.mkv', [100, 1500, 40, 60, 300])
    const asset = source.facts.assetId
    const [path = ''] = await studio.render(
      edit(20, [
        {
          kind: 'video',
          clips: [
            { type: 'video', asset, in: 1.2, duration: 0.6 },
            { type: 'video', asset, in: 0, duration: 0.25 },
          ],
        },
      ]),
    )
    // 1.2 s is in the middle of frame 1, which has begun long before.
    const wanted = [...same(1, 8), 2, ...same(3, 1), ...same(4, 2), ...same(0, 2), ...same(1, 3)]
    t.same(numbers(await lumasIn(path), 20), wanted)
  })

  await t.test(
    'wherever a key frame is, and whatever leans on it, the seek comes early enough',
    async (t) => {
      const base = await studio.counted('base.mp4', { num: 5, den: 1 }, 110)
      const open = 'open-gop=1:keyint=24:bframes=3'
      const files = [
        ['open.ts', 'mpegts', ['-c:v', 'libx264', '-qp', '1', '-x264-params', open]],
        ['open.mp4', 'mov,mp4', ['-c:v', 'libx265', '-x265-params', `qp=4:log-level=error:${open}`]],
        ['open.mpg', 'mpeg', ['-c:v', 'mpeg2video', '-q:v', '1', '-g', '15', '-bf', '2', '-r', '25']],
        [
          'open.webm',
          'matroska,webm',
          ['-c:v', 'libvpx-vp9', '-crf', '4', '-b:v', '0', '-g', '24', '-deadline', 'realtime'],
        ],
      ] as const
      for (const [name, container, args] of files) {
        const { facts } = await studio.encoded(base, name, container, args)
        const clips = [13, 17.2, 20.6].map((start) => ({
          ...{ type: 'video' as const, asset: facts.assetId, in: start, duration: 0.6 },
        }))
        const [path = ''] = await studio.render(edit(5, [{ kind: 'video', clips }]))
        const wanted = [...count(65, 3), ...count(86, 3), ...count(103, 3)]
        t.same(numbers(await lumasIn(path), 2), wanted, name)
      }
    },
  )

  await t.test('a source that ends a frame early holds its last frame', async (t) => {
    const source = await studio.counted('short.mp4', thirty, 30)
    const clip = { type: 'video' as const, asset: source.facts.assetId, in: 0.5, duration: 0.53 }
    const [path = ''] = await studio.render(edit(30, [{ kind: 'video', clips: [clip] }]))
    t.same(numbers(await lumasIn(path), 2), [...count(15, 15), 29])
  })
})

const count = (from: number, frames: number): number[] => Array.from({ length: frames }, (_, n) => from + n)
const same = (value: number, times: number): number[] => Array.from({ length: times }, () => value)
/** From lumas back to the numbers of frames. */
const numbers = (levels: readonly number[], step: number): number[] =>
  levels.map((one) => Math.round((one - 20) / step))
