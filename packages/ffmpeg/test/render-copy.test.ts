import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'tap'
import type { Edit, VideoClip } from '@framewright/schemas'
import { copyObstacle, obstacleIn } from '../src/probe/copy-obstacle.ts'
import { verifyOutput } from '../src/probe/verify.ts'
import { edit, levelDb, openStudio, samplesIn, sha256Of, type Sample } from './films.ts'

const limits = { timeoutMs: 60_000, signal: new AbortController().signal }
const run = promisify(execFile)

/** A hash and a time of each frame, from the packets of a file. */
async function framesOf(path: string): Promise<string[][]> {
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:v:0', '-f', 'framemd5', '-'])
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('0,'))
    .map((line) => line.split(',').map((part) => part.trim()))
}

test('a picture that is taken as it is', async (t) => {
  const studio = await openStudio(t)
  const encoded = (name: string, params: string, more: readonly string[] = []) =>
    studio.found(name, [
      ...['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=10:d=3', '-pix_fmt', 'yuv420p', '-c:v', 'libx264'],
      ...['-colorspace', 'bt709', '-x264-params', `keyint=10:min-keyint=10:bframes=3:${params}`, ...more],
    ])
  const film = await encoded('closed.mp4', 'open-gop=0')
  const open = await encoded('open.mp4', 'min-keyint=1:scenecut=0:b-adapt=0:b-pyramid=none:open-gop=1')
  const tone = await studio.sound('tone.wav', 'sine=f=440:r=48000', 1, [], 1)
  const of = ({ facts }: Sample, more: Partial<VideoClip> = {}): Edit => ({
    ...edit(10, [
      { kind: 'video', clips: [{ type: 'video', asset: facts.assetId, ...more }] },
      { kind: 'audio', clips: [{ type: 'audio', asset: tone.facts.assetId, start: 0.5, duration: 0.5 }] },
    ]),
    ...{ policy: { copy: 'auto' }, outputs: [{ name: 'film', preset: 'standard' }] },
  })
  const copyIn = (given: Edit) => {
    const [output] = studio.plan(given).outputs
    if (output?.video == null || output.copy === undefined) throw new Error('it is no copy')
    return { copy: output.copy, expected: output.expected }
  }
  const pictures = await framesOf(film.path)

  for (const [name, more, from, to] of [
    ['whole', {}, 0, 30],
    ['from a key frame to the one after the next', { in: 1, duration: 2 }, 10, 30],
    ['from its beginning to a key frame', { duration: 1 }, 0, 10],
  ] as const) {
    await t.test(`${name} has the very frames of its source, and the sound of the film`, async (t) => {
      const given = of(film, more)
      const { copy, expected } = copyIn(given)
      const length = { frameCount: to - from, frameRate: { num: 10, den: 1 } }
      t.equal(await copyObstacle(film.path, copy, length, limits), null)
      const [path = ''] = await studio.render(given)
      await verifyOutput(path, expected, limits)
      const frames = await framesOf(path)
      t.same(
        frames.map((frame) => frame.at(-1)),
        pictures.slice(from, to).map((frame) => frame.at(-1)),
      )
      t.equal(Number(frames[0]?.[2]), 0, 'the first one is shown at 0')
      const heard = await samplesIn(path)
      t.ok(levelDb(heard, 1000, 23_000) < -60 && levelDb(heard, 26_000, 46_000) > -25)
      const [again = ''] = await studio.render(given)
      t.equal(await sha256Of(again), await sha256Of(path))
    })
  }

  await t.test('is not, where its packets do not stand by themselves', async (t) => {
    const length = { frameCount: 10, frameRate: { num: 10, den: 1 } }
    const obstacle = (sample: Sample, firstFrame: number, more = {}) =>
      copyObstacle(sample.path, { ...copyIn(of(film)).copy, firstFrame }, { ...length, ...more }, limits)
    t.match(await obstacle(film, 5), /not cut at a key frame/)
    t.match(await obstacle(film, 0, { frameCount: 12 }), /need some that are behind them/)
    t.match(await obstacle(film, 25), /it has 30 frames/)
    t.match(await obstacle(open, 10), /come behind it/)
    t.match(await obstacle(film, 0, { frameRate: { num: 12, den: 1 } }), /do not all last as long/)
    t.equal(await obstacle(open, 0, { frameCount: 30 }), null, 'a whole file needs nothing from outside')
    const listed = await studio.found('listed.mp4', ['-ss', '0.25', '-i', film.path, '-c', 'copy'])
    t.match(await obstacle(listed, 0), /an edit list cuts/)
  })

  await t.test('is looked at in the order of its packets', async (t) => {
    const packets = [0, 3, 1, 2, 4, 7, 5, 6].map((pts) => ({ pts, isKey: pts % 4 === 0, isHidden: false }))
    t.equal(obstacleIn(packets, 4, 4, 1), null)
    t.match(obstacleIn(packets, 4, 2, 1), /need some/)
    const leading = [0, 3, 1, 2, 6, 4, 5, 7].map((pts) => ({ pts, isKey: pts % 6 === 0, isHidden: false }))
    t.match(obstacleIn(leading, 6, 2, 1), /shown before its key frame/)
  })
})
