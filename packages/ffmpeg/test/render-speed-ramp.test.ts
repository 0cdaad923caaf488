import type { VideoClip } from '@framewright/schemas'
import { slicePlan } from '@framewright/timeline'
import { test } from 'tap'
import { edit, height, lumasIn, openStudio, width } from './films.ts'

const fps = 30
/** Of a frame, that a moment of the source may be off. */
const tolerance = 0.02

/** Seconds of the source after so many of the clip, as integrals of the speed worked out by hand. */
const ramps: readonly { speed: VideoClip['speed']; frames: number; taken: (t: number) => number }[] = [
  {
    speed: [
      { time: 0, value: 1 },
      { time: 1, value: 3 },
    ],
    frames: 40,
    taken: (t) => (t < 1 ? t + t * t : 2 + 3 * (t - 1)),
  },
  {
    // 4 - 3.5 u^2, and level before and after.
    speed: [
      { time: 0.2, value: 4, easing: 'ease-in-quad' },
      { time: 0.7, value: 0.5 },
    ],
    frames: 30,
    taken: (t) => {
      const u = Math.min(1, Math.max(0, (t - 0.2) / 0.5))
      return 4 * Math.min(t, 0.2) + 0.5 * (4 * u - (3.5 * u * u * u) / 3) + 0.5 * Math.max(0, t - 0.7)
    },
  },
  {
    speed: [
      { time: 0, value: 0.5, easing: 'hold' },
      { time: 0.4, value: 6 },
    ],
    frames: 20,
    taken: (t) => 0.5 * Math.min(t, 0.4) + 6 * Math.max(0, t - 0.4),
  },
]

test('the speed of a clip', async (t) => {
  const studio = await openStudio(t)
  const counted = (await studio.counted('counted.mp4', { num: 30, den: 1 }, 110)).facts.assetId
  const clipOf = ({ speed, frames }: (typeof ramps)[number], more: Partial<VideoClip> = {}): VideoClip => ({
    ...{ type: 'video', asset: counted, in: 0.3, duration: frames / fps, ...more },
    ...(speed === undefined ? {} : { speed }),
  })
  const film = (...clips: VideoClip[]) => edit(fps, [{ kind: 'video', clips }])

  await t.test('goes along its keyframes: a frame shows where the integral of it has come to', async (t) => {
    const [path = ''] = await studio.render(film(...ramps.map((ramp) => clipOf(ramp))))
    const shown = numbers(await lumasIn(path))
    let first = 0
    for (const [which, { frames, taken }] of ramps.entries()) {
      for (let n = 0; n < frames; n++) {
        const moment = fps * (0.3 + taken((n + 0.3) / fps))
        const frame = shown[first + n] ?? NaN
        t.ok(isOnScreen(frame, moment), `frame ${n} of ${which} shows ${frame} at ${moment}`)
      }
      first += frames
    }
  })

  await t.test('does so backwards as well, as fast at each time of the clip', async (t) => {
    const [ramp] = ramps
    if (ramp === undefined) throw new Error('there is one')
    const { frames, taken } = ramp
    const [path = ''] = await studio.render(film(clipOf(ramp, { reverse: true })))
    const shown = numbers(await lumasIn(path))
    for (let n = 0; n < frames; n++) {
      const moment = fps * (0.3 + taken(frames / fps) - taken((n + 0.7) / fps))
      t.ok(isOnScreen(shown[n] ?? NaN, moment), `frame ${n} shows ${shown[n]} at ${moment}`)
    }
  })

  await t.test('is the same in the slices of a film', async (t) => {
    const whole = slicePlan(studio.plan(film(...ramps.map((ramp) => clipOf(ramp)))), {
      startFrame: 0,
      endFrame: 90,
    })
    const frames = await studio.composePlan(whole)
    const slice = await studio.composePlan(slicePlan(whole, { startFrame: 17, endFrame: 63 }))
    const bytes = (width * height * 3) / 2
    t.ok(frames.subarray(17 * bytes, 63 * bytes).equals(slice))
  })
})

const numbers = (lumas: readonly number[]): number[] => lumas.map((luma) => Math.round((luma - 20) / 2))
const isOnScreen = (frame: number, moment: number): boolean =>
  frame <= moment + tolerance && moment < frame + 1 + tolerance
