import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { completed } from '../src/run/completed.ts'
import { OutputInvalid } from '../src/errors.ts'
import { edit, levelDb, openStudio, samplesIn, sha256Of } from './films.ts'
import { integratedLufs, truePeakDb } from './loudness.ts'

const rate = 48_000

test('loudness', async (t) => {
  const studio = await openStudio(t)
  const stereo = (expression: string) => `aevalsrc='${expression}|${expression}':s=48000`
  const steps = 'if(lt(t,1),0.06,0.03)*sin(2*PI*997*t)'
  const even = (await studio.sound('even.wav', stereo(steps), 2)).facts.assetId
  /** A tone, and twice in two seconds something short and loud, with peaks between its samples. */
  const peaky = `0.1*sin(2*PI*400*t)+if(lt(mod(t,1),0.002),0.6*sin(PI*n/2+PI/4))`
  const peaks = (await studio.sound('peaks.wav', stereo(peaky), 2, ['-c:a', 'pcm_f32le'])).facts.assetId
  const silence = (await studio.sound('silence.wav', 'anullsrc=r=48000:cl=stereo', 1)).facts.assetId
  const sound = (asset: string): Edit['tracks'] => [{ kind: 'audio', clips: [{ type: 'audio', asset }] }]
  const channelsIn = async (path: string) => [await samplesIn(path, 0), await samplesIn(path, 1)]

  await t.test('is what the film asks for, or the output itself, by one gain for the whole', async (t) => {
    const film: Edit = {
      ...edit(25, sound(even), [
        { name: 'loud', preset: 'audio_wav' },
        { name: 'broadcast', preset: 'audio_wav', loudness: { integratedLufs: -23 } },
        { name: 'same', preset: 'audio_m4a' },
      ]),
      loudness: { integratedLufs: -16, truePeakDbtp: -2 },
    }
    const [loud = [], broadcast = [], same = []] = await Promise.all(
      (await studio.render(film)).map(channelsIn),
    )
    t.ok(Math.abs(integratedLufs(loud) + 16) < 0.05, `${integratedLufs(loud)} LUFS`)
    t.ok(Math.abs(integratedLufs(broadcast) + 23) < 0.05, `${integratedLufs(broadcast)} LUFS`)
    t.ok(Math.abs(integratedLufs(same) + 16) < 0.2, `${integratedLufs(same)} LUFS in AAC`)
    for (const [samples = new Float32Array()] of [loud, broadcast]) {
      t.equal(samples.length, 2 * rate)
      const fall = levelDb(samples, 0.1 * rate, 0.9 * rate) - levelDb(samples, 1.1 * rate, 1.9 * rate)
      t.ok(Math.abs(fall - 20 * Math.log10(2)) < 0.005, `what is softer stays so (${fall} dB)`)
    }
  })

  await t.test('takes no peak beyond what is allowed, nor what lies between the samples', async (t) => {
    const film: Edit = {
      ...edit(25, sound(peaks), [{ name: 'film', preset: 'audio_wav' }]),
      loudness: { integratedLufs: -14 },
    }
    const path = await studio.renderSound(film)
    const channels = await channelsIn(path)
    const before = await channelsIn(await studio.renderSound({ ...film, loudness: { integratedLufs: -30 } }))
    t.ok(truePeakDb(before) + 16 > 1, `without a limit it would be ${truePeakDb(before) + 16} dBTP`)
    const peak = truePeakDb(channels)
    t.ok(peak <= -1 && peak > -2, `${peak} dBTP`)
    t.ok(Math.abs(integratedLufs(channels) + 14) < 0.5, `${integratedLufs(channels)} LUFS`)
    const [samples = new Float32Array()] = channels
    t.equal(samples.length, 2 * rate)
    // 0.1 s after each peak nothing is left of it.
    const [soft = new Float32Array()] = before
    const gain = levelDb(samples, 0.5 * rate, 0.7 * rate) - levelDb(soft, 0.5 * rate, 0.7 * rate)
    t.ok(Math.abs(gain - 16) < 0.05, `between the peaks there are ${gain} dB`)

    process.env['GLIBC_TUNABLES'] = 'glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA'
    const older = await studio.renderSound(film).finally(() => delete process.env['GLIBC_TUNABLES'])
    t.equal(await sha256Of(older), await sha256Of(path), 'the same bytes where the processor knows less')
  })

  await t.test('of silence is none, and it stays so', async (t) => {
    const film = { ...edit(25, sound(silence)), loudness: { integratedLufs: -14 } }
    const samples = await samplesIn(await studio.renderSound(film))
    t.ok(samples.every((one) => Math.abs(one) < 1e-4))
  })

  await t.test('that was not measured is said to be so', async (t) => {
    const commands = await studio.commands({ ...edit(25, sound(even)), loudness: { integratedLufs: -14 } })
    t.same(
      commands.map(({ outputs }) => outputs[0]?.name),
      ['sound:loudness', 'sound:aac', 'film'],
    )
    const outcome: unknown = await completed(commands[1]!).catch((error: unknown) => error)
    t.ok(outcome instanceof OutputInvalid)
  })
})
