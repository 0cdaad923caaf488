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

test('others begin when such a clip ends, and it is silent while its pitch is to be kept', (t) => {
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

test('with a pitch that follows it is heard, in pieces that fill it to the sample', (t) => {
  const film = edit([pictures(clip({ speed: rising, pitch: 'follow', duration: 1.5, in: 1 }))])
  t.same(warningsOf(film), [])
  const { motion } = resolved(film).sounds[0] ?? {}
  const pieces = motion !== undefined && 'pieces' in motion ? motion.pieces : []
  const sum = (of: 0 | 1) => pieces.reduce((all, piece) => all + piece[of], 0)
  t.equal(sum(1), 1.5 * 48_000)
  t.ok(pieces.length > 20 && pieces.length < 400, `${pieces.length} pieces`)
  const speeds = pieces.map(([taken, heard]) => taken / heard)
  t.ok(
    speeds.every((speed, at) => at === 0 || speed / (speeds[at - 1] ?? 1) < 1.05),
    'each is hardly faster than the one before',
  )
  const busy = Array.from({ length: 200 }, (_, at) => ({ time: at, value: at % 2 === 0 ? 0.1 : 20 }))
  const restless = clip({ asset: ids.live, speed: busy, pitch: 'follow', duration: 199 })
  t.ok(warningsOf(edit([pictures(restless)])).includes('SPEED_RAMP_SILENT /tracks/0/clips/0/speed'))
  t.end()
})
