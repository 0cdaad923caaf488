import type { ClipEffect } from '@framewright/schemas'
import { test } from 'tap'
import { slicePlan } from '../src/index.ts'
import { planRender, cpuEncoders, pipelineVersion } from '../src/index.ts'
import { clip, edit, pictures, problemsOf, resolved } from './edits.ts'

const keys = (...values: [time: number, value: number][]) => values.map(([time, value]) => ({ time, value }))
const film = (...effects: ClipEffect[]) => edit([pictures(clip({ effects }))])
const effectsOf = (effect: ClipEffect) => {
  const [shown] = resolved(film(effect)).tracks[0]?.clips ?? []
  return shown?.kind === 'video' ? shown.effects : undefined
}

test('an effect whose numbers change is one after the other, on each frame that of its number', async (t) => {
  const [steps] = effectsOf({ type: 'blur', sigma: keys([1, 0], [1.1, 3]) }) ?? []
  const blur = (frameCount: number, sigma: number) => ({ frameCount, effect: { type: 'blur', sigma } })
  t.same(steps, {
    ...{ type: 'steps', of: 'blur' },
    steps: [{ frameCount: 31, effect: null }, blur(1, 1), blur(1, 2), blur(27, 3)],
  })
  t.same(effectsOf({ type: 'blur', sigma: keys([1, 3]) }), [{ type: 'blur', sigma: 3 }])
})

test('a mix is a share, and so is a number by which all of an effect grows', async (t) => {
  const share = [[0, 0], [30, 1], [59, 1]] // prettier-ignore
  const effect = { type: 'sharpen', amount: 2 }
  t.same(effectsOf({ type: 'sharpen', amount: 2, mix: keys([0, 0], [1, 1]) }), [
    { type: 'mix', share, effect },
  ])
  t.same(effectsOf({ type: 'sharpen', amount: keys([0, 0], [1, 2]) }), [{ type: 'mix', share, effect }])
  t.same(effectsOf({ type: 'sharpen', amount: 2, mix: 0 }), undefined)
})

test('a slice says what changes in it, and no more', async (t) => {
  const plan = planRender(
    resolved(film({ type: 'hue', degrees: keys([0, 0], [1, 30]), mix: keys([0, 0], [1, 1]) })),
    {
      ...{ encoders: cpuEncoders, pipelineVersion },
    },
  )
  const [shown] = slicePlan(plan, { startFrame: 40, endFrame: 50 }).tracks[0]?.runs[0]?.clips ?? []
  t.match(shown, { effects: [{ type: 'mix', share: 1, effect: { type: 'hue', degrees: 30 } }] })
})

test('what is wrong with keyframes of an effect has its place', async (t) => {
  t.same(problemsOf(film({ type: 'blur', sigma: keys([1, 2], [0, 2]) })), [
    'KEYFRAMES_OUT_OF_ORDER /tracks/0/clips/0/effects/0/sigma/1/time',
  ])
  const busy = Array.from({ length: 200 }, (_, at) => ({ time: at, value: at % 2 }))
  const long = edit([
    pictures(clip({ freeze: true, duration: 200, effects: [{ type: 'exposure', stops: busy }] })),
  ])
  t.same(problemsOf(long), ['KEYFRAMES_TOO_MANY /tracks/0/clips/0/effects/0'])
})

test('an effect may change over more than an hour', (t) => {
  const long = (effect: ClipEffect) =>
    resolved(edit([pictures(clip({ freeze: true, duration: 4500, effects: [effect] }))])).tracks[0]?.clips[0]
  t.match(long({ type: 'blur', sigma: keys([0, 1], [4500, 2]) }), { effects: [{ type: 'steps' }] })
  t.match(long({ type: 'sharpen', amount: keys([0, 1], [4500, 2]) }), { effects: [{ type: 'mix' }] })
  t.end()
})
