import { test } from 'tap'
import { OutputInvalid } from '../src/errors.ts'
import { measureLoudness, summaryIn } from '../src/probe/measure-loudness.ts'
import { openStudio, samplesIn } from './films.ts'
import { integratedLufs, truePeakDb } from './loudness.ts'

const limits = { timeoutMs: 60_000, signal: new AbortController().signal }

test('the loudness of a finished file', async (t) => {
  const studio = await openStudio(t)
  // A second and a half, softer and softer, with a peak between its samples, and no whole number of blocks.
  const sound = 'min(1,5*t)*(0.1+0.3*exp(-2*t))*sin(PI*n/2+PI/4)'
  const tone = await studio.sound('tone.wav', `aevalsrc='${sound}|${sound}':s=48000`, 1.53)
  const silence = await studio.sound('silence.wav', 'anullsrc=r=48000:cl=stereo', 1)
  const film = await studio.plain('silent.mov', 'red', 1)

  await t.test('is what ITU-R BS.1770 says of its samples, to a tenth', async (t) => {
    const { integratedLufs: lufs, truePeakDbtp: peak, rangeLu } = await measureLoudness(tone.path, limits)
    const sides = [await samplesIn(tone.path, 0), await samplesIn(tone.path, 1)]
    t.ok(Math.abs((lufs ?? 0) - integratedLufs(sides)) <= 0.1, `${lufs} and ${integratedLufs(sides)}`)
    t.ok(Math.abs((peak ?? 0) - truePeakDb(sides)) <= 0.3, `${peak} and ${truePeakDb(sides)}`)
    t.ok(rangeLu >= 0)
  })

  await t.test('is none of silence, and of what has no sound it is an error', async (t) => {
    t.same(await measureLoudness(silence.path, limits), {
      ...{ integratedLufs: null, truePeakDbtp: null, rangeLu: 0 },
    })
    await t.rejects(measureLoudness(film.path, limits), OutputInvalid)
  })

  await t.test('is not guessed from half a summary', async (t) => {
    t.equal(summaryIn(['Summary:', '    I:         -23.0 LUFS', '    LRA:         1.0 LU']), null)
  })
})
