import { test } from 'tap'
import { audioCurves, transitionTypes, type Edit, type TransitionType } from '@framewright/schemas'
import { edit, framesIn, height, mean, openStudio, samplesIn, width, type Area, type Frame } from './films.ts'

const ntscFilm = { num: 24000, den: 1001 }
/** As long as eight frames are at that rate. */
const eightFrames = (8 * 1001) / 24000
const lossless: Edit['outputs'] = [{ name: 'film', preset: 'high_quality' }]

test('transitions', async (t) => {
  const studio = await openStudio(t)
  const black = (await studio.plain('black.mov', 'black', 2)).facts.assetId
  const white = (await studio.plain('white.mov', 'white', 2)).facts.assetId

  await t.test(
    'at frame i of n the edge of a wipe has come i/n of its way, also at 24000/1001',
    async (t) => {
      const of = (type: TransitionType) => ({ type, duration: eightFrames })
      const [path = ''] = await studio.render(
        edit(ntscFilm, [
          {
            kind: 'video',
            clips: [
              { type: 'video', asset: black, duration: 1 },
              { type: 'video', asset: white, duration: 1, transition: of('wipe-left') },
              { type: 'video', asset: black, duration: 1, transition: of('slide-down') },
            ],
          },
        ]),
      )
      const frames = await framesIn(path)
      t.equal(frames.length, 24 + 16 + 16)
      for (let i = 0; i <= 8; i++) {
        const wiped = frames[16 + i] ?? never()
        const whites = rowOf(wiped, 45).filter((luma) => luma > 125).length
        t.ok(Math.abs(whites - (width * i) / 8) <= 1, `wipe: ${whites} columns at frame ${i}`)
        t.ok(i === 0 || (wiped.luma[45 * width + width - 1] ?? 0) > 200, 'from the right')
        const slid = frames[32 + i] ?? never()
        const blacks = columnOf(slid, 80).filter((luma) => luma <= 125).length
        t.ok(Math.abs(blacks - (height * i) / 8) <= 1, `slide: ${blacks} rows at frame ${i}`)
      }
    },
  )

  await t.test(
    'clips that leave something to be seen take over from each other where they are',
    async (t) => {
      const scaled = { scale: 0.5, position: { x: 0.5, y: 0.5 } }
      const gray = (await studio.plain('gray.mov', '0x808080', 2)).facts.assetId
      const [path = ''] = await studio.render(
        edit(10, [
          { kind: 'video', clips: [{ type: 'video', asset: gray, duration: 1.6 }] },
          {
            kind: 'video',
            clips: [
              { type: 'video', asset: black, duration: 1, ...scaled },
              {
                ...{ type: 'video', asset: white, duration: 1, ...scaled },
                transition: { type: 'wipe-right', duration: 0.4 },
              },
            ],
          },
        ]),
      )
      const frames = await framesIn(path)
      const half = frames[8] ?? never()
      const left: Area = { x: 44, y: 26, width: 30, height: 38 }
      const right: Area = { x: 86, y: 26, width: 30, height: 38 }
      t.ok(mean(half, left) > 225 && mean(half, right) < 25, 'half way it is half of each')
      for (const frame of frames) {
        const outside = mean(frame, { x: 0, y: 0, width: 36, height })
        t.ok(Math.abs(outside - 126) < 3, 'and beside them is what was there before')
      }
    },
  )

  await t.test(
    'each begins with all of the earlier clip and goes over to the later one, in 8 bits and in 10, on any processor',
    async (t) => {
      const small = { width: 70, height: 36 }
      const one = (await studio.image('one.png', 'testsrc2=s=70x36', small)).facts.assetId
      const other = (await studio.image('other.png', 'mandelbrot=s=70x36', small)).facts.assetId
      const types = transitionTypes.filter((type) => type !== 'crossfade')
      const film = (outputs: Edit['outputs']): Edit => ({
        schemaVersion: 1,
        canvas: { ...small, fps: 10 },
        tracks: [
          {
            kind: 'video',
            clips: [undefined, ...types].map((type, at) => ({
              ...{ type: 'image', asset: at % 2 === 0 ? one : other, duration: 0.9 },
              ...(type && { transition: { type, duration: 0.4 } }),
            })),
          },
        ],
        outputs,
      })
      for (const [outputs, bytes] of [
        [[{ name: 'film', preset: 'standard' }], 70 * 36 * 1.5],
        [lossless, 70 * 36 * 4],
      ] as const) {
        const given = film([...outputs])
        const frames = await studio.compose(given)
        t.equal(frames.length, bytes * (4 + 5 * (types.length + 1)), 'it has its frames')
        for (const [at, type] of types.entries()) {
          // A clip is alone in the frame before its transition.
          const first = 5 * (at + 1)
          const frame = (n: number) => frames.subarray((first + n) * bytes, (first + n + 1) * bytes)
          t.ok(frame(-1).equals(frame(0)), `${type} begins with all of the earlier clip`)
          const middle = [frame(1), frame(2), frame(3)]
          t.notOk(
            middle.some((one) => one.equals(frame(0)) || one.equals(frame(4))),
            `${type} is under way`,
          )
          t.equal(new Set(middle.map((one) => one.toString('base64'))).size, 3, `${type} moves on`)
        }
        for (const flags of [
          ['-cpuflags', 'sse2'],
          ['-filter_complex_threads', '5'],
        ]) {
          const again = await studio.compose(given, flags)
          t.ok(again.equals(frames), `it is the same with ${flags.join(' ')}`)
        }
      }
    },
  )

  await t.test('the sounds of a transition go over along the curve that it names', async (t) => {
    const loud = (await studio.sound('loud.wav', 'aevalsrc=0.5|0.5:s=48000', 2)).facts.assetId
    const quiet = (await studio.sound('quiet.wav', 'aevalsrc=0.125|0.125:s=48000', 2)).facts.assetId
    const shares = {
      'equal-power': (x: number) => [Math.cos((x * Math.PI) / 2), Math.sin((x * Math.PI) / 2)],
      linear: (x: number) => [1 - x, x],
      exponential: (x: number) => [10 ** (-5 * x), 10 ** (-5 * (1 - x))],
      none: (x: number) => (x < 0.5 ? [1, 0] : [0, 1]),
    }
    for (const audioCurve of audioCurves) {
      const transition = { type: 'crossfade' as const, duration: 0.4, audioCurve }
      const path = await studio.renderSound(
        edit(
          25,
          [
            {
              kind: 'audio',
              clips: [
                { type: 'audio', asset: loud, duration: 1 },
                { type: 'audio', asset: quiet, duration: 1, transition },
              ],
            },
          ],
          lossless,
        ),
      )
      const samples = await samplesIn(path)
      t.equal(samples.length, 1.6 * 48_000)
      const first = 0.6 * 48_000
      const long = 0.4 * 48_000
      const wrong = Array.from(samples).findIndex((sample, at) => {
        const [earlier = 0, later = 0] = shares[audioCurve](Math.min(1, Math.max(0, (at - first) / long)))
        return Math.abs(sample - (0.5 * earlier + 0.125 * later)) > 0.0001
      })
      t.equal(wrong, -1, `${audioCurve}: every sample is what the curve says`)
    }
  })
})

const rowOf = ({ luma }: Frame, y: number): Uint8Array => luma.subarray(y * width, (y + 1) * width)
const columnOf = ({ luma }: Frame, x: number): Uint8Array => luma.filter((_, at) => at % width === x)

function never(): never {
  throw new Error('the film has fewer frames than it should')
}
