import { test } from 'tap'
import type { AssetFacts, Edit } from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, planRender, planWithoutCopies, resolveEdit } from '../src/index.ts'
import { assets, clip, edit, ids, pictures, sounds, audioClip } from './edits.ts'

type Video = NonNullable<AssetFacts['media']['video']>

/** 1080p at 24 frames a second, said to be bt709; with something else in its facts. */
function outcome(more: Partial<Edit>, tracks: Edit['tracks'], video: Partial<Video> = {}) {
  const film = assets.get(ids.film) as AssetFacts
  const media = { ...film.media, video: { ...(film.media.video as Video), colorSpace: 'bt709', ...video } }
  const given: Edit = {
    ...edit(tracks, { canvas: { width: 1920, height: 1080, fps: 24 }, policy: { copy: 'auto' } }),
    outputs: [{ name: 'film', preset: 'standard' }],
    ...more,
  }
  const resolution = resolveEdit(given, new Map([...assets, [ids.film, { ...film, media }]]))
  if (!resolution.ok) throw new Error(JSON.stringify(resolution.problems))
  const plan = planRender(resolution.timeline, { encoders: cpuEncoders, pipelineVersion })
  const copies = plan.outputs.map((output) => (output.video === null ? undefined : output.copy))
  return {
    plan,
    copy: copies[0],
    warnings: resolution.warnings.map(({ code, message }) => `${code} ${message}`),
  }
}
const whole = [pictures(clip({ duration: 'media' }))]

test('a whole untouched video of the codec of its output is a copy, whatever is heard with it', async (t) => {
  const { plan, copy, warnings } = outcome({}, [...whole, sounds(audioClip())])
  t.same(copy, { sha256: 'a'.repeat(64), firstFrame: 0, inMicroseconds: 0 })
  t.equal(plan.encoder, 'copy')
  t.same(warnings, [])
  const encoded = planWithoutCopies(plan)
  t.equal(encoded.encoder, 'libx264')
  t.same(encoded, outcome({ policy: { copy: 'never' } }, [...whole, sounds(audioClip())]).plan)
})

test('a part of it begins on a frame, and says which', async (t) => {
  const { copy } = outcome({}, [pictures(clip({ in: 2.04, duration: 3 }))])
  t.match(copy, { firstFrame: 49, inMicroseconds: Math.ceil((49 * 1_000_000) / 24) })
  t.match(outcome({}, [pictures(clip({ in: 2.06 }))]).warnings, [/between two frames/])
})

test('whatever changes the picture has it encoded, and the reason is told', async (t) => {
  for (const [more, tracks, video, reason] of [
    [{}, [pictures(clip({ opacity: 0.5 }))], {}, /opacity changes its clip/],
    [{}, [pictures(clip({ borderRadius: 0.1 }))], {}, /borderRadius changes/],
    [{}, [pictures(clip({ speed: 2 }))], {}, /speed changes/],
    [{}, [pictures(clip(), clip())], {}, /not just one video/],
    [{}, [pictures(clip({ start: 1 }))], {}, /startFrame changes/],
    [{ effects: [{ type: 'vignette' }] }, whole, {}, /the film has effects/],
    [{ canvas: { width: 1920, height: 1080, fps: 25 } }, whole, {}, /another frame rate/],
    [{ canvas: { width: 1280, height: 720, fps: 24 } }, whole, {}, /1920x1080, not 1280x720/],
    [{ outputs: [{ name: 'film', preset: 'standard', crf: 20 }] }, whole, {}, /asks for a quality/],
    [{ outputs: [{ name: 'film', preset: 'web' }] }, whole, {}, /h264, not vp9/],
    [{}, whole, { colorSpace: null }, /not said to be bt709/],
    [{}, whole, { pixelFormat: 'yuv422p' }, /4:2:0/],
    [{}, whole, { isInterlaced: true }, /interlaced|deinterlace/],
    [{}, [pictures(clip({ duration: 'media', fit: 'cover', scale: 0.5 }))], {}, /does not fill/],
  ] satisfies [Partial<Edit>, Edit['tracks'], Partial<Video>, RegExp][]) {
    const { copy, warnings } = outcome(more, tracks, video)
    t.equal(copy, undefined, String(reason))
    t.ok(
      warnings.some((one) => one.startsWith('COPY_IMPOSSIBLE its picture is encoded') && reason.test(one)),
      `${String(reason)}: ${warnings.join()}`,
    )
  }
})

test('nothing is copied, and nothing is said of it, where nobody asks', async (t) => {
  const { copy, warnings } = outcome({ policy: {} }, whole)
  t.same([copy, warnings], [undefined, []])
  const still = outcome({ outputs: [{ name: 'still', preset: 'still_png' }] }, whole)
  t.same([still.copy, still.warnings], [undefined, []])
})
