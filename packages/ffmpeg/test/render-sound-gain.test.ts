import { test } from 'tap'
import type { AudioClip, Edit } from '@framewright/schemas'
import { edit, openStudio, samplesIn, sha256Of } from './films.ts'

const rate = 48_000
const lossless: Edit['outputs'] = [{ name: 'film', preset: 'audio_wav' }]
const dbOf = (factor: number) => 20 * Math.log10(factor)

test('gain over time', async (t) => {
  const studio = await openStudio(t)
  /** All samples are the same, so what comes out is the gain. */
  const level = 0.25
  const flat = (await studio.sound('flat.wav', `aevalsrc=${level}|${level}:s=48000`, 3)).facts.assetId
  const gainsOf = async (...clips: Partial<AudioClip>[]) => {
    const sounds = clips.map((clip): AudioClip => ({ type: 'audio', asset: flat, ...clip }))
    const path = await studio.renderSound(edit(25, [{ kind: 'audio', clips: sounds }], lossless))
    return (await samplesIn(path)).map((one) => one / level)
  }

  await t.test('goes straight in decibels from one keyframe to the next, sample by sample', async (t) => {
    const gains = await gainsOf({
      ...{ start: 0.2, duration: 1.4 },
      gainDb: [
        { time: 0.1, value: -40 },
        { time: 0.5, value: 6, easing: 'hold' },
        { time: 0.8, value: -12, easing: 'ease-in-out' },
        { time: 1.2, value: 0 },
      ],
    })
    const at = (second: number) => dbOf(gains[Math.round((0.2 + second) * rate)] ?? 0)
    for (const second of [0, 0.05, 0.1]) t.ok(Math.abs(at(second) + 40) < 0.02, 'level before the first')
    for (let second = 0.1; second < 0.5; second += 0.0137) {
      const wanted = -40 + (46 * (second - 0.1)) / 0.4
      t.ok(Math.abs(at(second) - wanted) < 0.02, `${at(second)} at ${second}, not ${wanted}`)
    }
    t.ok(Math.abs(at(0.5) - 6) < 0.001 && Math.abs(at(0.8 - 1 / rate) - 6) < 0.001, 'held to the last sample')
    t.ok(Math.abs(at(0.8) + 12) < 0.001, 'and then there at once')
    for (let along = 0; along <= 1; along += 0.05) {
      const x = 3 * 0.42 * along * (1 - along) ** 2 + 3 * 0.58 * along ** 2 * (1 - along) + along ** 3
      const wanted = -12 + 12 * (3 * along ** 2 * (1 - along) + along ** 3)
      t.ok(Math.abs(at(0.8 + 0.4 * x) - wanted) < 0.05, `${at(0.8 + 0.4 * x)} instead of ${wanted}`)
    }
    t.ok(Math.abs(at(1.39)) < 0.001, 'level after the last')
    const steepest = gains.slice(0.31 * rate, 0.69 * rate).reduce((most, one, index, all) => {
      return Math.max(most, Math.abs(one - (all[index - 1] ?? one)))
    }, 0)
    t.ok(steepest < 0.001, `no step is heard (${steepest})`)
  })

  await t.test('goes along a curve of its own, and a single keyframe is a gain', async (t) => {
    const gains = await gainsOf(
      {
        duration: 0.5,
        gainDb: [
          { time: 0, value: -20, easing: { cubicBezier: [0, 1, 0, 1] } },
          { time: 0.4, value: 0 },
        ],
      },
      { duration: 0.2, gainDb: [{ time: 0, value: -6 }] },
    )
    const along = 0.3
    const value = -20 + 20 * (3 * along * (1 - along) ** 2 + 3 * along ** 2 * (1 - along) + along ** 3)
    t.ok(Math.abs(dbOf(gains[Math.round(0.4 * along ** 3 * rate)] ?? 0) - value) < 0.1)
    t.ok(Math.abs(dbOf(gains[0.6 * rate] ?? 0) + 6) < 0.001)
  })

  await t.test('of a track is added to that of its clips, and a muted track is silent', async (t) => {
    const film = edit(
      25,
      [
        {
          ...{ kind: 'audio', gainDb: -4 },
          clips: [
            { type: 'audio', asset: flat, duration: 0.4, gainDb: -3 },
            { type: 'audio', asset: flat, duration: 0.4, gainDb: [{ time: 0, value: 1 }] },
          ],
        },
        { kind: 'audio', muted: true, clips: [{ type: 'audio', asset: flat, duration: 1 }] },
      ],
      lossless,
    )
    const gains = (await samplesIn(await studio.renderSound(film))).map((one) => one / level)
    t.equal(gains.length, rate, 'what is muted still has its time')
    t.ok(Math.abs(dbOf(gains[0.2 * rate] ?? 0) + 7) < 0.001)
    t.ok(Math.abs(dbOf(gains[0.6 * rate] ?? 0) + 3) < 0.001)
    t.equal(gains[0.9 * rate], 0)
  })

  await t.test('fades have the shape that is asked for', async (t) => {
    const shapes = {
      linear: (x: number) => x,
      'equal-power': (x: number) => Math.sin((x * Math.PI) / 2),
      exponential: (x: number) => 10 ** (5 * (x - 1)),
      's-curve': (x: number) => (1 - Math.cos(x * Math.PI)) / 2,
    }
    const names = Object.keys(shapes) as (keyof typeof shapes)[]
    const gains = await gainsOf(
      ...names.map((fadeCurve) => ({ duration: 0.8, fadeIn: 0.4, fadeOut: 0.2, fadeCurve })),
    )
    for (const [index, name] of names.entries()) {
      for (const part of [0.1, 0.25, 0.5, 0.75, 0.9]) {
        const wanted = shapes[name](part)
        const coming = gains[Math.round((0.8 * index + 0.4 * part) * rate)] ?? 0
        const going = gains[Math.round((0.8 * (index + 1) - 0.2 * part) * rate)] ?? 0
        t.ok(Math.abs(coming - wanted) < 0.001, `${name} has come to ${coming}, not ${wanted}, at ${part}`)
        t.ok(Math.abs(going - wanted) < 0.001, `${name} has gone to ${going}, not ${wanted}, at ${part}`)
      }
    }
  })

  await t.test('and which side is heard where', async (t) => {
    const sides = (await studio.sound('sides.wav', `aevalsrc=0.25|0.125:s=48000`, 1)).facts.assetId
    const wanted: [Partial<AudioClip>, number, number][] = [
      [{}, 1, 0.5],
      [{ channels: 'left' }, 1, 1],
      [{ channels: 'right', gainDb: -6 }, 0.5 * 10 ** (-6 / 20), 0.5 * 10 ** (-6 / 20)],
      [{ channels: 'swap' }, 0.5, 1],
      [{ channels: 'mono' }, 0.75, 0.75],
      [{ balance: 0.4 }, 0.6, 0.5],
      [{ channels: 'swap', balance: -1 }, 0.5, 0],
    ]
    const clips = wanted.map(([more]): AudioClip => ({ type: 'audio', asset: sides, duration: 0.2, ...more }))
    const path = await studio.renderSound(edit(25, [{ kind: 'audio', clips }], lossless))
    const [left, right] = [await samplesIn(path, 0), await samplesIn(path, 1)]
    for (const [at, [more, ofLeft, ofRight]] of wanted.entries()) {
      const sample = Math.round((0.2 * at + 0.1) * rate)
      const [isLeft, isRight] = [(left[sample] ?? 0) / level, (right[sample] ?? 0) / level]
      const isRightly = Math.abs(isLeft - ofLeft) < 1e-4 && Math.abs(isRight - ofRight) < 1e-4
      t.ok(isRightly, `${JSON.stringify(more)} gives ${isLeft} and ${isRight}`)
    }
  })

  await t.test('has the same bytes where the processor, and the C library with it, knows less', async (t) => {
    const gainDb = [
      { time: 0, value: -40 },
      { time: 0.7, value: 3, easing: 'ease-in' as const },
      { time: 1, value: -90 },
    ]
    const film = edit(25, [{ kind: 'audio', clips: [{ type: 'audio', asset: flat, gainDb }] }], lossless)
    const sum = await sha256Of(await studio.renderSound(film))
    process.env['GLIBC_TUNABLES'] = 'glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA'
    const older = await studio.renderSound(film).finally(() => delete process.env['GLIBC_TUNABLES'])
    t.equal(await sha256Of(older), sum)
  })
})
