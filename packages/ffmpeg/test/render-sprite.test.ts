import { strict as assert } from 'node:assert'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { test } from 'tap'
import type { Edit } from '@framewright/schemas'
import { finishOutput } from '../src/parts/finish-output.ts'
import { edit, openStudio, sha256Of } from './films.ts'
import { rgbIn } from './rgb-frames.ts'

const limits = { timeoutMs: 60_000, signal: new AbortController().signal }

test('a sprite', async (t) => {
  const studio = await openStudio(t)
  // Frame n has the luma 20 + 5 n.
  const counted = (await studio.counted('counted.mp4', { num: 10, den: 1 }, 33, 5)).facts.assetId
  const outputs: Edit['outputs'] = [
    { name: 'every', preset: 'sprite', interval: 0.1 },
    { name: 'some', preset: 'sprite', interval: 0.74, width: 80 },
    { name: 'film', preset: 'standard' },
  ]
  const film = edit(10, [{ kind: 'video', clips: [{ type: 'video', asset: counted }] }], outputs)
  const plan = studio.plan(film)
  const paths = await studio.render(film)
  const finished = async (at: number, made = paths) => {
    const output = plan.outputs[at]
    assert(output !== undefined)
    const parts = await finishOutput(plan, output, made[at] ?? '', limits)
    assert('parts' in parts, 'it is several files')
    return parts
  }
  const [every, some] = [await finished(0), await finished(1)]
  const fileOf = ({ parts }: typeof every, path: string) => parts.find((one) => one.path === path)?.file ?? ''
  /** As grey as the film was, of what the track says is shown. */
  const lumaAt = async (sprite: typeof every, cue: RegExpMatchArray, across: number): Promise<number> => {
    const [, , , sheet = '', x, y, width, height] = cue
    const pixels = await rgbIn(fileOf(sprite, sheet))
    const middle = (Number(y) + Number(height) / 2) * across + Number(x) + Number(width) / 2
    return 16 + ((pixels[3 * middle] ?? 0) * 219) / 255
  }
  const cuesOf = async (sprite: typeof every) => {
    const text = await readFile(fileOf(sprite, sprite.entry), 'utf8')
    t.ok(text.startsWith('WEBVTT\n\n'))
    return [...text.matchAll(/(.+) --> (.+)\n(.+)#xywh=(\d+),(\d+),(\d+),(\d+)\n/g)]
  }

  await t.test('is sheets of its pictures and a track that names each place on them', async (t) => {
    t.same(
      every.parts.map(({ path, contentType }) => [path, contentType]),
      [
        ['sheet-00001.jpg', 'image/jpeg'],
        ['sheet-00002.jpg', 'image/jpeg'],
        ['sprite.vtt', 'text/vtt; charset=utf-8'],
      ],
    )
    t.match(every, { entry: 'sprite.vtt', frameCount: 33, media: { kind: 'image', video: { width: 800 } } })
    const cues = await cuesOf(every)
    t.equal(cues.length, 33)
    t.same(cues[0]?.slice(1), ['00:00:00.000', '00:00:00.100', 'sheet-00001.jpg', '0', '0', '160', '90'])
    t.same(cues[31]?.slice(1), ['00:00:03.100', '00:00:03.200', 'sheet-00002.jpg', '160', '90', '160', '90'])
    for (const at of [0, 4, 5, 24, 25, 32]) {
      const luma = await lumaAt(every, cues[at] as RegExpMatchArray, 800)
      t.ok(Math.abs(luma - (20 + 5 * at)) < 3, `picture ${at}: ${luma}`)
    }
  })

  await t.test('shows the frame with which each of its times begins, and ends with the film', async (t) => {
    const cues = await cuesOf(some)
    t.same(
      cues.map(([, from, to]) => `${from} ${to}`),
      [0, 0.7, 1.4, 2.1, 2.8].map(
        (from) => `00:00:0${from.toFixed(3)} 00:00:0${Math.min(3.3, from + 0.7).toFixed(3)}`,
      ),
    )
    t.same(cues.at(-1)?.slice(4), ['320', '0', '80', '46'])
    for (const [at, cue] of cues.entries()) {
      const luma = await lumaAt(some, cue, 400)
      t.ok(Math.abs(luma - (20 + 5 * 7 * at)) < 3, `picture ${at}: ${luma}`)
    }
  })

  await t.test('has the same bytes on another kind of processor, and without the film', async (t) => {
    const older = await studio.render({ ...film, outputs: outputs.slice(0, 2) }, ['-cpuflags', 'sse2'])
    for (const [at, sprite] of [every, some].entries()) {
      const again = await finished(at, older)
      t.same(
        again.parts.map(({ sha256 }) => sha256),
        sprite.parts.map(({ sha256 }) => sha256),
      )
    }
  })

  await t.test('is refused when a sheet is missing or is another picture', async (t) => {
    const sheet = fileOf(every, 'sheet-00002.jpg')
    const bytes = await readFile(sheet)
    await rm(sheet)
    await t.rejects(finished(0), { code: 'OUTPUT_INVALID', message: /there is no file/ })
    await writeFile(sheet, await readFile(fileOf(some, 'sheet-00001.jpg')))
    await t.rejects(finished(0), { code: 'OUTPUT_INVALID', message: /size: 400x46/ })
    await writeFile(sheet, bytes)
    t.equal(await sha256Of(sheet), every.parts[1]?.sha256)
  })
})
