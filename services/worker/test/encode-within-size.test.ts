import { strict as assert } from 'node:assert'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { edit, openStudio } from '../../../packages/ffmpeg/test/films.ts'
import { openAttemptLog } from '../src/attempt-log.ts'
import { encodeWithinSize } from '../src/encode-within-size.ts'

const enough = { durationMs: 60_000, cpuMs: 60_000, memoryBytes: 2 ** 31, scratchBytes: 2 ** 31 }
const progress = { etaSeconds: null, phase: () => {}, moved: () => {}, frames: () => {} }

test('a file that becomes too large is made again with less for its picture, which is on record', async (t) => {
  const studio = await openStudio(t)
  const noise = await studio.image('noise.png', 'nullsrc=s=160x90,geq=lum=random(1)*255:cb=128:cr=128', {
    ...{ width: 160, height: 90 },
  })
  const clips = Array.from({ length: 10 }, (_, at) => ({
    ...{ type: 'image' as const, asset: noise.facts.assetId, duration: 0.1, scale: 2 + at / 10 },
  }))
  const film = edit(
    10,
    [{ kind: 'video', clips }],
    [
      { name: 'small', preset: 'standard', maxSizeMb: 0.1 },
      { name: 'usual', preset: 'standard' },
    ],
  )
  const plan = studio.plan(film)
  const folder = join(noise.path, '..', 'attempt')
  await mkdir(folder)
  const paths = { folder, sourcePath: () => noise.path }
  const log = openAttemptLog({})
  const attempt = { folder, progress, log, limits: enough, signal: new AbortController().signal }

  const sizeOf = async ({ commands }: Awaited<ReturnType<typeof encodeWithinSize>>) =>
    (await stat(commands.at(-1)?.outputs.find(({ name }) => name === 'small')?.path ?? '')).size
  const first = await encodeWithinSize(plan, paths, attempt)
  t.equal(first.plan, plan)
  t.notMatch(log.toNdjson(), /encoding again/)

  // As if half of it were all that it may have.
  const largestBytes = Math.floor((await sizeOf(first)) / 2)
  const bounded = {
    ...plan,
    outputs: plan.outputs.map((output) => {
      if (output.name !== 'small') return output
      assert(output.video !== null)
      return { ...output, expected: { ...output.expected, largestBytes } }
    }),
  }
  const second = await encodeWithinSize(bounded, paths, attempt)
  const bytes = await sizeOf(second)
  t.ok(bytes <= largestBytes && bytes > largestBytes / 2, `${bytes} of ${largestBytes}`)
  t.match(log.toNdjson(), /a file is larger than it may be: encoding again with less/)
  t.same(second.plan.outputs[1], plan.outputs[1])
})
