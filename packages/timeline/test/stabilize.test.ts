import type { VideoClip } from '@framewright/schemas'
import { test } from 'tap'
import { bordersOf, cameraMotion, cpuEncoders, planRender, slicePlan, steadied } from '../src/index.ts'
import { clip, edit, pictures, problemsOf, resolved, warningsOf } from './edits.ts'

type Effects = NonNullable<VideoClip['effects']>
const stabilize = (more = {}) => [{ type: 'stabilize' as const, ...more }]
const film = (effects: Effects, more: Partial<VideoClip> = {}) => edit([pictures(clip({ effects, ...more }))])

test('a clip is stabilised by the frames about each of its own', async (t) => {
  const [video] = resolved(film(stabilize({ smoothing: 0.5 }))).tracks[0]?.clips ?? []
  t.match(video, { effects: [{ type: 'stabilize', radiusFrames: 15, zoom: 1.1, edges: 'hide' }] })
  t.same(warningsOf(film(stabilize({ zoom: 1 }))), ['EFFECT_CHANGES_NOTHING /tracks/0/clips/0/effects/0'])
})

test('what cannot be stabilised is told', async (t) => {
  const place = '/tracks/0/clips/0/effects'
  t.same(problemsOf(film([...stabilize(), ...stabilize()])), [`STABILIZE_CONFLICT ${place}/1`])
  t.same(problemsOf(film(stabilize(), { fit: 'blur' })), [`STABILIZE_CONFLICT ${place}/0`])
  t.same(
    problemsOf(film(stabilize(), { speed: 0.01, duration: 301 })).includes(`STABILIZE_TOO_LONG ${place}/0`),
    true,
  )
})

test('a slice of it says how far beyond what it shows it is measured, and may begin anywhere', async (t) => {
  const given = film(stabilize({ smoothing: 1 }), { duration: 10 })
  t.same(bordersOf(resolved(given)), [150])
  const plan = planRender(resolved(given), { encoders: cpuEncoders, pipelineVersion: 'test' })
  const partOf = (startFrame: number, endFrame: number) => {
    const [shown] = slicePlan(plan, { startFrame, endFrame }).tracks[0]?.runs[0]?.clips ?? []
    return shown?.part
  }
  t.same(partOf(0, 150), { firstFrame: 0, frameCount: 180 })
  t.same(partOf(100, 150), { firstFrame: 100, frameCount: 180 })
  t.same(partOf(150, 300), { firstFrame: 150, frameCount: 300 })
})

test('the motion of a camera is what most of the picture does', async (t) => {
  const wanted = { x: 2, y: -1, turn: 0.01 }
  const fields = Array.from({ length: 40 }, (_, at) => {
    const [x, y] = [20 * (at % 8) - 70, 20 * Math.floor(at / 8) - 35]
    return { x, y, dx: wanted.x - wanted.turn * y, dy: wanted.y + wanted.turn * x }
  })
  const passing = fields.map((field, at) => (at % 4 === 0 ? { ...field, dx: 30, dy: 12 } : field))
  for (const some of [fields, passing]) {
    const found = cameraMotion(some, 1)
    for (const key of ['x', 'y', 'turn'] as const)
      t.ok(Math.abs(found[key] - wanted[key]) < 0.01, `${key}: ${found[key]}`)
  }
  const other = fields.map((field, at) => ({
    ...field,
    dx: 37 * ((at * 7) % 11) - 180,
    dy: 31 * ((at * 5) % 13) - 180,
  }))
  t.same(cameraMotion(other, 1), { x: 0, y: 0, turn: 0 }, 'at a cut there is none')
  t.same(cameraMotion([], 1), { x: 0, y: 0, turn: 0 })
})

test('an even pan stays as it is, and a jolt is spread over the frames about it', async (t) => {
  const still = { x: 0, y: 0, turn: 0 }
  const pan = Array.from({ length: 30 }, () => ({ x: 3, y: -1, turn: 0.002 }))
  for (const { x, y, turn } of steadied(pan, 7))
    t.ok(Math.max(Math.abs(x), Math.abs(y), Math.abs(turn)) < 1e-9)
  const jolt = Array.from({ length: 30 }, (_, at) => (at === 15 ? { ...still, x: 8 } : still))
  const way = steadied(jolt, 7).map(({ x }, at) => x + (at >= 15 ? 8 : 0))
  const steps = way.slice(1).map((x, at) => x - (way[at] ?? NaN))
  t.ok(Math.max(...steps) < 1.5, `${Math.max(...steps)} in a frame`)
  t.same(
    steadied(jolt.slice(4, 20), 7).slice(7, 9),
    steadied(jolt, 7).slice(11, 13),
    'by those frames and no others',
  )
})
