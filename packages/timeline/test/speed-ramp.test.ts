import { test } from 'tap'
import { clip, edit, ids, pictures, problemsOf, resolved, warningsOf } from './edits.ts'

const rising = [
  { time: 0, value: 1 },
  { time: 1, value: 3 },
]
const film = (...clips: ReturnType<typeof clip>[]) => edit([pictures(...clips)])

test('a clip whose speed changes is as long as its asset lasts at that speed', (t) => {
  const { duration: _, ...whole } = clip({ speed: rising })
  // The asset has 10 s: 2 of them in the first second, and 8 at three times their speed.
  t.match(resolved(film(whole)).tracks[0]?.clips[0], { endFrame: Math.round(30 * (1 + 8 / 3)) })
  const { duration: __, ...early } = clip({ speed: rising, in: 8.96 })
  // t + t^2 = 1.04
  t.match(resolved(film(early)).tracks[0]?.clips[0], { endFrame: Math.round(30 * 0.6358) })
  t.end()
})

test('others begin when such a clip ends, and it is silent', (t) => {
  const { duration: _, ...whole } = clip({ id: 'a', speed: rising, in: 8 })
  const title = { type: 'text' as const, text: 'Hi', duration: 1, start: { clip: 'a', edge: 'end' as const } }
  const both = edit([pictures(whole), pictures(title)])
  t.match(resolved(both).tracks[1]?.clips[0], { startFrame: 30 })
  t.same(resolved(both).sounds, [])
  t.ok(warningsOf(both).includes('SPEED_RAMP_SILENT /tracks/0/clips/0/speed'))
  t.notOk(warningsOf(film(clip({ speed: rising, asset: ids.silent }))).some((one) => /SILENT/.test(one)))
  t.end()
})

test('what takes more than is left, or has no order, is refused', (t) => {
  const at = '/tracks/0/clips/0'
  t.same(problemsOf(film(clip({ speed: rising, in: 7 }))), [`CLIP_BEYOND_ASSET ${at}/duration`])
  t.same(problemsOf(film(clip({ speed: rising.toReversed() }))), [
    `KEYFRAMES_OUT_OF_ORDER ${at}/speed/1/time`,
  ])
  t.same(problemsOf(film(clip({ speed: [...rising, { time: 601, value: 1 }] }))), [
    `SPEED_INVALID ${at}/speed/2/time`,
  ])
  t.same(problemsOf(film(clip({ speed: rising, freeze: true }))), [`FREEZE_CONFLICT ${at}/speed`])
  t.end()
})

test('an easing that overshoots never stops time', (t) => {
  const speed = [
    { time: 0, value: 2, easing: 'ease-in-out-back' as const },
    { time: 1, value: 0.1 },
  ]
  const [shown] = resolved(film(clip({ speed }))).tracks[0]?.clips ?? []
  const ramp = shown?.kind === 'video' ? (shown.speedRamp ?? []) : []
  t.ok(ramp.length > 2)
  t.ok(ramp.every(([, taken], n) => n === 0 || taken > (ramp[n - 1]?.[1] ?? 0)))
  t.equal(ramp.at(-1)?.[0], 60)
  t.end()
})
