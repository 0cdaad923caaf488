import { strict as assert } from 'node:assert'
import { test } from 'tap'
import { cpuEncoders, pipelineVersion, planRender } from '../src/index.ts'
import type { Edit } from '@framewright/schemas'
import { edit, pictures, problemsOf, resolved } from './edits.ts'

const film = (canvas: Partial<Edit['canvas']>, output: Partial<Edit['outputs'][number]> = {}) =>
  edit([pictures({ type: 'text', text: 'Hello', duration: 5 })], {
    canvas: { width: 1920, height: 1080, fps: 30, ...canvas },
    outputs: [{ name: 'film', preset: 'streaming', ...output }],
  })
const sizesOf = (given: Edit) => {
  const [output] = resolved(given).outputs
  assert(output !== undefined && output.picture !== null && output.lower !== undefined)
  return [output, ...output.lower].map(
    ({ width, height, rate }) => `${width}x${height} ${rate?.averageKbps ?? 0}`,
  )
}

test('a ladder goes down from the canvas, with a rate for each size', async (t) => {
  t.same(sizesOf(film({})), ['1920x1080 5000', '1280x720 2800', '854x480 1400', '640x360 800', '426x240 400'])
  t.same(sizesOf(film({ width: 1080, height: 1920, fps: 60 })), [
    '1080x1920 7500',
    '720x1280 4200',
    '480x854 2100',
    '360x640 1200',
    '240x426 600',
  ])
  t.same(sizesOf(film({ width: 1000, height: 600 })), ['1000x600 2100', '600x360 800', '400x240 400'])
  t.same(sizesOf(film({ width: 160, height: 90 })), ['160x90 150'], 'nothing is scaled up')
  t.same(sizesOf(film({ width: 3840, height: 2160 }))[0], '1920x1080 5000')
  t.match(sizesOf(film({ width: 3840, height: 2160 }, { width: 3840 })), [
    '3840x2160 16000',
    '2560x1440 9000',
  ])
})

test('the rate of the first size sets those of the others', async (t) => {
  t.same(sizesOf(film({ width: 1280, height: 720 }, { bitrateKbps: 5600 })), [
    '1280x720 5600',
    '854x480 2800',
    '640x360 1600',
    '426x240 800',
  ])
})

test('a size goes by a quality, which follows from how far its rate is from the usual one', async (t) => {
  const crfsOf = (kbps?: number) => {
    const [output] = resolved(film({}, kbps === undefined ? {} : { bitrateKbps: kbps })).outputs
    assert(output !== undefined && output.picture !== null && output.lower !== undefined)
    return [...new Set([output, ...output.lower].map(({ crf }) => crf))]
  }
  t.same(crfsOf(), [21.5])
  t.same(crfsOf(10_000), [15.5])
  t.same(crfsOf(50_000), [12], 'no more than makes sense')
})

test('what a ladder cannot have is refused', async (t) => {
  t.has(problemsOf(film({}, { maxSizeMb: 100 })), ['LADDER_RATE /outputs/0/maxSizeMb'])
  t.has(problemsOf(film({}, { bitrateKbps: 5000, passes: 2 })), ['LADDER_RATE /outputs/0/passes'])
  t.same(problemsOf(film({}, { crf: 20 })), ['CRF_OUT_OF_RANGE /outputs/0/crf'])
  t.same(problemsOf(film({ width: 640, height: 360 }, { width: 1280 })), ['OUTPUT_SIZE /outputs/0/preset'])
})

test('all sizes are planned with key frames at the same frames', async (t) => {
  const timeline = resolved(film({ fps: { num: 24000, den: 1001 } }))
  const [output] = planRender(timeline, { encoders: cpuEncoders, pipelineVersion }).outputs
  assert(output !== undefined && output.video !== null && output.ladder !== undefined)
  t.equal(output.ladder.segmentFrames, 96)
  for (const { video, audio, expected } of [output, ...output.ladder.lower]) {
    t.match(video, { keyframeInterval: 48, hasFixedGroups: true, crf: 21.5, encoder: 'libx264' })
    t.same([audio, expected.hasAudio, expected.frameCount], [null, false, 120])
  }
})
