import { test } from 'tap'
import { VideoClip } from '@framewright/schemas'
import { cpuEncoders, motionReach, pipelineVersion, planRender, resolveEdit } from '../src/index.ts'
import { assets, audioClip, clip, edit, ids, pictures, problemsOf, resolved, sounds } from './edits.ts'

const planOf = (given: Parameters<typeof resolved>[0]) =>
  planRender(resolved(given), { encoders: cpuEncoders, pipelineVersion })

test('a duration is that on the timeline, and "media" what is left of the asset at that speed', async (t) => {
  const lengths = (...clips: Parameters<typeof pictures>) =>
    resolved(edit([pictures(...clips)])).tracks[0]?.clips.map((one) => one.endFrame - one.startFrame)
  t.same(
    lengths(
      clip({ speed: 4 }),
      clip({ speed: 4, duration: 'media' }),
      clip({ speed: 0.5, in: 4, duration: 'media' }),
    ),
    [60, 75, 360],
  )
})

test('a clip ends with its asset in the time of the asset', async (t) => {
  const problems = (more: object) => problemsOf(edit([pictures(clip(more))]))
  t.same(problems({ speed: 5 }), [])
  t.same(problems({ speed: 5.2 }), ['CLIP_BEYOND_ASSET /tracks/0/clips/0/duration'])
  t.same(problems({ speed: 0.5, in: 9, duration: 2 }), [])
  t.same(problems({ speed: 0.5, in: 9, duration: 2.2 }), ['CLIP_BEYOND_ASSET /tracks/0/clips/0/duration'])
  t.same(problemsOf(edit([sounds(audioClip({ speed: 6 }))])), [
    'CLIP_BEYOND_ASSET /tracks/0/clips/0/duration',
  ])
  const resolution = resolveEdit(edit([pictures(clip({ speed: 8, duration: 2 }))]), assets)
  t.match(!resolution.ok && resolution.problems, [
    { message: /reaches to 16 s/, remedy: /1\.233 s long at most/ },
  ])
})

test('a speed is 0.1 to 100, with three decimals', async (t) => {
  const problems = (speed: number) => problemsOf(edit([pictures(clip({ speed, duration: 0.1 }))]))
  for (const speed of [0.1, 0.333, 1, 99.999, 100]) t.same(problems(speed), [], `${speed}`)
  for (const speed of [0, 0.05, 1.2345]) {
    t.same(problems(speed), ['SPEED_INVALID /tracks/0/clips/0/speed'], `${speed}`)
  }
  const endless = edit([pictures(clip({ speed: 5e-324, duration: 'media' }))])
  t.same(problemsOf(endless), ['SPEED_INVALID /tracks/0/clips/0/speed'])
})

test('a speed is part of the plan where it changes something', async (t) => {
  const { tracks, sound } = planOf(
    edit([
      pictures(clip({ speed: 1, pitch: 'follow' }), clip({ speed: 2 })),
      sounds(audioClip({ speed: 2, pitch: 'follow' })),
    ]),
  )
  const [usual, fast] = tracks[0]?.runs.flatMap(({ clips }) => clips) ?? []
  t.notOk(usual !== undefined && 'speed' in usual)
  t.match(fast, { speed: 2 })
  t.same(
    sound?.clips.map(({ motion }) => motion),
    [
      undefined,
      { speed: 2, pitch: 'keep', isReversed: false },
      { speed: 2, pitch: 'follow', isReversed: false },
    ],
  )
})

test('a clip that runs fast decodes more, and its film may be a large one for it', async (t) => {
  const film = (speed: number) =>
    resolved(
      edit(
        [
          pictures(
            ...Array.from({ length: 40 }, () => clip({ asset: ids.live, speed, muted: true, duration: 1 })),
          ),
        ],
        { canvas: { width: 640, height: 360, fps: 30 } },
      ),
    ).lane
  t.equal(film(1), 'cpu-s')
  t.equal(film(30), 'cpu-l')
})

test('each way in which the time of a clip may run states its reach', async (t) => {
  const keys = Object.keys(VideoClip.properties).filter((key) => /^(speed|pitch|reverse|freeze)$/.test(key))
  t.same(Object.keys(motionReach).sort(), keys.sort())
  t.equal(motionReach.pitch.kind, 'span')
})

test('what runs backwards is kept in memory, so there is a limit to it, for the film as a whole', async (t) => {
  const canvas = { width: 1920, height: 1080, fps: 30 }
  const backwards = (count: number, more: object = {}) =>
    problemsOf(
      edit(
        [pictures(...Array.from({ length: count }, () => clip({ duration: 1, reverse: true, ...more })))],
        { canvas },
      ),
    )
  t.same(backwards(6), [])
  t.same(backwards(8), ['REVERSE_TOO_LONG /tracks/0/clips/6/reverse'], 'told once')
  t.same(backwards(8, { scale: 0.5 }), [], 'in the size in which it is shown')
  t.same(backwards(6, { speed: 8 }), [], 'and only what is shown of it')
  const sound = (count: number) =>
    problemsOf(
      edit([
        sounds(
          ...Array.from({ length: count }, () => audioClip({ reverse: true, speed: 100, duration: 0.1 })),
        ),
      ]),
    )
  t.same(sound(120), [])
  t.same(sound(121), ['REVERSE_TOO_LONG /tracks/0/clips/120/reverse'])
})

test('a frozen clip has a duration, and nothing that moves or sounds', async (t) => {
  const problems = (more: object) => problemsOf(edit([pictures(clip({ freeze: true, ...more }))]))
  t.same(problems({ in: 9.99, duration: 60 }), [])
  t.same(problems({ duration: 'media' }), ['FREEZE_WITHOUT_DURATION /tracks/0/clips/0/duration'])
  t.same(problems({ in: 10 }), ['CLIP_BEYOND_ASSET /tracks/0/clips/0/in'])
  t.same(problems({ speed: 2, reverse: true, pitch: 'keep', gainDb: -3 }), [
    'FREEZE_CONFLICT /tracks/0/clips/0/speed',
    'FREEZE_CONFLICT /tracks/0/clips/0/pitch',
    'FREEZE_CONFLICT /tracks/0/clips/0/reverse',
    'FREEZE_CONFLICT /tracks/0/clips/0/gainDb',
  ])
  const resolution = resolveEdit(edit([pictures(clip({ speed: 0 }))]), assets)
  t.match(!resolution.ok && resolution.problems, [{ reason: 'SPEED_INVALID', remedy: /"freeze": true/ }])
  const [still] = resolved(edit([pictures(clip({ freeze: true }))])).tracks[0]?.clips ?? []
  t.match(still, { isFrozen: true })
  t.notOk(still !== undefined && ('isReversed' in still || 'speed' in still))
})
