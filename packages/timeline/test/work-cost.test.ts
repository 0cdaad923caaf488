import { resolveEdit } from '@framewright/timeline'
import type { Edit, WorkCost } from '@framewright/schemas'
import { test } from 'tap'

const costOf = (preset: string, { size = [1280, 720], seconds = 10, policy = {} } = {}): WorkCost => {
  const [width, height] = size as [number, number]
  const edit: Edit = {
    schemaVersion: 1,
    canvas: { width, height, fps: 30 },
    tracks: [{ kind: 'video', clips: [{ type: 'text', text: 'Title', duration: seconds }] }],
    outputs: [{ name: 'film', preset, width, height }],
    policy,
  }
  const resolution = resolveEdit(edit, new Map())
  if (!resolution.ok) throw new Error(JSON.stringify(resolution.problems))
  return resolution.timeline.cost
}

const fourK = [3840, 2160]

test('a film in 720p takes a slot, one in 1080p, in 4K or in AV1 more, whatever its length', async (t) => {
  const slots = [
    costOf('standard', { size: [640, 360] }),
    costOf('standard'),
    costOf('standard', { seconds: 600 }),
    costOf('standard', { size: [1920, 1080] }),
    costOf('standard', { size: fourK }),
    costOf('web_av1'),
    costOf('web_av1', { size: fourK }),
  ].map((cost) => cost.slots)
  t.same(slots, [1, 1, 1, 2, 3, 2, 6])
})

test('on a GPU alone it takes a session, and what its canvas takes', async (t) => {
  const policy = { encoder: 'nvenc', fallback: false }
  t.same(
    [costOf('standard', { policy }), costOf('standard', { size: fourK, policy })].map(({ slots }) => slots),
    [1, 2],
  )
})

test('the work of it grows with pixels and frames, and with what the codec costs', async (t) => {
  const { work } = costOf('standard')
  t.ok(work > 300 && work < 500, `${work} for 277 million pixels`)
  t.ok(Math.abs(costOf('standard', { seconds: 100 }).work - 10 * work) <= 10)
  t.ok(costOf('web_av1').work > 2 * work)
  t.ok(Math.abs(costOf('standard', { size: fourK }).work - 9 * work) <= 9)
})
