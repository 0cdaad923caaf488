import type { AssetFacts, Edit } from '@framewright/schemas'
import { test } from 'tap'
import {
  cpuEncoders,
  planRender,
  resolveEdit,
  slicePlan,
  type RenderPlan,
  type Resolution,
} from '../src/index.ts'
import { assets, clip, edit, ids, pictures } from './edits.ts'

/** The film of the tests as HDR; the others are SDR. */
const film = assets.get(ids.film) as AssetFacts
const video = { ...film.media.video, colorTransfer: 'smpte2084', colorPrimaries: 'bt2020' }
const changed = new Map([...assets, [ids.film, { ...film, media: { ...film.media, video } as never }]])

const hdrFilm = (
  tracks: Edit['tracks'],
  presets: readonly string[] = ['archive'],
  more: Omit<Partial<Edit>, 'canvas'> & { canvas?: Partial<Edit['canvas']> } = {},
): Resolution =>
  resolveEdit(
    edit(tracks, {
      ...more,
      canvas: { width: 1280, height: 720, fps: 30, hdr: { type: 'hdr10' }, ...more.canvas },
      outputs: presets.map((preset) => ({ name: preset, preset })),
    }),
    changed,
  )
const planOf = (resolution: Resolution): RenderPlan => {
  if (!resolution.ok) throw new Error(JSON.stringify(resolution.problems))
  return planRender(resolution.timeline, {
    encoders: { ...cpuEncoders, hevc: 'hevc_nvenc' },
    pipelineVersion: 'test',
  })
}
const problemsOf = (resolution: Resolution): string[] =>
  resolution.ok ? [] : resolution.problems.map(({ reason, pointer }) => `${reason} ${pointer}`)

test('an HDR film has ten bits, and says in each output whether that is HDR', async (t) => {
  const resolution = hdrFilm([pictures(clip())], ['archive', 'web_av1', 'web', 'standard', 'still_png'])
  t.match(resolution, { warnings: [{ code: 'HDR_TONE_MAPPED', pointer: '/outputs/3/preset' }] })
  const plan = planOf(resolution)
  t.equal(plan.pixelFormat, 'yuv420p10le')
  t.same(
    plan.outputs.map(({ video, expected }) => [video?.encoder, 'hdr' in expected && expected.hdr]),
    [
      ['libx265', 'pq'],
      ['libsvtav1', 'pq'],
      ['libvpx-vp9', 'pq'],
      ['libx264', false],
      ['png', false],
    ],
  )
  t.equal(planOf(hdrFilm([pictures(clip())], ['archive', 'high_quality'])).pixelFormat, 'yuv422p10le')
})

test('a mastering display is what the edit says, in units of ST 2086', async (t) => {
  const hdr = {
    ...{ type: 'hdr10' as const, maxCll: 700 },
    mastering: { primaries: 'bt2020' as const, minNits: 0.005, maxNits: 4000 },
  }
  t.match(planOf(hdrFilm([pictures(clip())], ['archive'], { canvas: { hdr } })).hdr, {
    transfer: 'pq',
    mastering: { red: [35_400, 14_600], white: [15_635, 16_450], minLuminance: 50, maxLuminance: 40_000_000 },
    ...{ maxCll: 700, maxFall: 0 },
  })
  const wrong = { type: 'hdr10' as const, maxCll: 100, maxFall: 101 }
  t.same(problemsOf(hdrFilm([pictures(clip())], ['archive'], { canvas: { hdr: wrong } })), [
    'HDR_LIGHT /canvas/hdr/maxFall',
  ])
})

test('what is said of SDR is refused where the picture is HDR, and done to what is SDR', async (t) => {
  const grade = { type: 'exposure' as const, stops: 1 }
  const blur = { type: 'blur' as const, sigma: 2 }
  const sdr = clip({ asset: ids.silent, effects: [grade], rotation: 5 })
  t.same(problemsOf(hdrFilm([pictures(sdr)])), [])
  t.same(problemsOf(hdrFilm([pictures(clip({ effects: [blur, grade] }))])), [
    'EFFECT_WITH_HDR /tracks/0/clips/0/effects/1',
  ])
  t.same(problemsOf(hdrFilm([pictures(clip({ rotation: 5 }))])), ['MOTION_WITH_HDR /tracks/0/clips/0'])
  t.same(problemsOf(hdrFilm([pictures(clip({ kenBurns: { from: {}, to: { zoom: 2 } } }))])), [
    'MOTION_WITH_HDR /tracks/0/clips/0/kenBurns',
  ])
  const graded = { ...pictures(clip({ duration: 1 }), clip({ asset: ids.silent })), effects: [grade] }
  t.same(problemsOf(hdrFilm([graded])), ['EFFECT_WITH_HDR /tracks/0/effects/0'])
  t.same(problemsOf(hdrFilm([pictures(clip())], ['archive'], { effects: [blur, grade] })), [
    'EFFECT_WITH_HDR /effects/1',
  ])
  t.same(problemsOf(hdrFilm([pictures(clip()), pictures(clip({ asset: ids.silent, blend: 'screen' }))])), [
    'BLEND_WITH_HDR /tracks/1/clips/0/blend',
  ])
  t.same(
    problemsOf(
      hdrFilm([pictures(clip())], ['web', 'prores_4444'], { canvas: { background: 'transparent' } }),
    ),
    ['HDR_WITH_ALPHA /outputs/0/preset'],
  )
})

test('a composition is HDR where something in it is', async (t) => {
  const shown = (asset: string) => {
    const compositions = {
      inner: {
        tracks: [pictures(clip({ asset })), pictures(clip({ asset: ids.silent, blend: 'screen' }))],
      },
    }
    const nested = { type: 'composition' as const, composition: 'inner', rotation: 10 }
    return hdrFilm([pictures(nested)], ['archive'], { compositions })
  }
  const [sdr] = planOf(shown(ids.silent)).tracks[0]?.runs[0]?.clips ?? []
  t.notOk(sdr?.kind === 'composition' && (sdr.wideColors ?? sdr.composition.isHdr))
  t.same(problemsOf(shown(ids.film)), [
    'BLEND_WITH_HDR /compositions/inner/tracks/1/clips/0/blend',
    'MOTION_WITH_HDR /tracks/0/clips/0',
  ])
})

test('a slice of an HDR film is HDR', async (t) => {
  const plan = planOf(hdrFilm([pictures(clip(), clip({ asset: ids.silent }))]))
  const slice = slicePlan(plan, { startFrame: 60, endFrame: 120 })
  t.same([slice.hdr, slice.pixelFormat], [plan.hdr, 'yuv420p10le'])
  t.match(slice.outputs, [{ video: { hdr: { transfer: 'pq' } }, expected: { hdr: 'pq', frameCount: 60 } }])
})
