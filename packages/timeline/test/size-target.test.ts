import { strict as assert } from 'node:assert'
import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, planRender, planSmaller, resolveEdit } from '../src/index.ts'
import { assets, clip, edit, pictures, problemsOf, resolved } from './edits.ts'

const film = (output: Partial<Edit['outputs'][number]>, duration = 10) =>
  edit([pictures(clip({ duration }))], { outputs: [{ name: 'film', preset: 'standard', ...output }] })
const planOf = (given: Edit) => planRender(resolved(given), { encoders: cpuEncoders, pipelineVersion })
const videoOf = (given: Edit) => {
  const video = planOf(given).outputs[0]?.video ?? null
  assert(video !== null && 'rate' in video && video.rate !== undefined, 'it has a rate')
  return video
}

test('a size is a rate for the picture, in two passes, with room for the sound', async (t) => {
  const { rate, passes, crf } = videoOf(film({ maxSizeMb: 5 }))
  t.same([passes, crf], [2, null])
  // 5 MB in 10 s are 4000 kbit/s, and 192 of them are sound.
  const most = 4000 - 192
  assert(rate !== undefined)
  t.ok(rate.averageKbps < most && rate.averageKbps > 0.95 * most, String(rate.averageKbps))
  t.equal(planOf(film({ maxSizeMb: 5 })).outputs[0]?.expected.videoCodec, 'h264')
  t.match(planOf(film({ maxSizeMb: 5 })).outputs, [{ expected: { largestBytes: 5_000_000 } }])
  t.equal(videoOf(film({ maxSizeMb: 5000 })).rate?.averageKbps, 50_000, 'no more than makes sense')
})

test('two passes are for a rate, and VP9 always takes them', async (t) => {
  t.equal(videoOf(film({ bitrateKbps: 2000 })).passes, undefined)
  t.equal(videoOf(film({ bitrateKbps: 2000, passes: 2 })).passes, 2)
  t.equal(videoOf(film({ bitrateKbps: 2000, preset: 'web' })).passes, 2)
  t.same(problemsOf(film({ passes: 2 })), ['PASSES_WITHOUT_RATE /outputs/0/passes'])
})

test('a size that leaves nothing for the picture is refused with one that does', async (t) => {
  const refused = resolveEdit(film({ maxSizeMb: 0.1 }), assets)
  assert(!refused.ok)
  const [problem] = refused.problems
  t.match(problem, { reason: 'SIZE_TOO_SMALL', pointer: '/outputs/0/maxSizeMb' })
  const least = Number(/Use ([\d.]+) at least/.exec(problem?.remedy ?? '')?.[1])
  t.same(problemsOf(film({ maxSizeMb: least })), [])
  t.same(problemsOf(film({ maxSizeMb: least - 0.02 })), ['SIZE_TOO_SMALL /outputs/0/maxSizeMb'])
  t.same(problemsOf(film({ maxSizeMb: 5, bitrateKbps: 2000 })), ['BITRATE_WITH_SIZE /outputs/0/maxSizeMb'])
  t.same(problemsOf(film({ maxSizeMb: 5, crf: 20 })), ['CRF_WITH_BITRATE /outputs/0/maxSizeMb'])
  for (const preset of ['high_quality', 'web_av1', 'still_png', 'gif_preview', 'audio_mp3'])
    t.same(problemsOf(film({ maxSizeMb: 5, preset })), ['BITRATE_OUT_OF_RANGE /outputs/0/maxSizeMb'], preset)
})

test('what has become too large is planned again with less, and the rest as it was', async (t) => {
  const outputs = ['small', 'other'].map((name) => ({ name, preset: 'standard', maxSizeMb: 1 }))
  const plan = planOf(edit([pictures(clip({ duration: 10 }))], { outputs }))
  t.equal(
    planSmaller(plan, () => 1_000_000),
    null,
  )
  const smaller = planSmaller(plan, (name) => (name === 'small' ? 1_100_000 : 900_000))
  assert(smaller !== null)
  t.same(smaller.outputs[1], plan.outputs[1])
  const rates = [plan, smaller].map(({ outputs: [first] }) => {
    assert(first?.video != null && 'rate' in first.video && first.video.rate !== undefined)
    return first.video.rate.averageKbps
  })
  // A tenth of a megabyte in 10 s are 80 kbit/s.
  t.ok((rates[1] ?? 0) < (rates[0] ?? 0) - 80 && (rates[1] ?? 0) > 0.75 * (rates[0] ?? 0), rates.join())
})
