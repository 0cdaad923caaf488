import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { CaptionsClip, Edit } from '@framewright/schemas'
import { test } from 'tap'
import { slicePlan } from '@framewright/timeline'
import { finishOutput } from '../src/parts/finish-output.ts'
import { edit, openStudio, probed, sha256Of } from './films.ts'

const run = promisify(execFile)
const limits = { timeoutMs: 60_000, signal: new AbortController().signal }
const tricky = 'a & <b>b</b> {\\b1}c --> C:\\new\\Nope'

test('captions as tracks and as files of their own', async (t) => {
  const studio = await openStudio(t)
  const tone = (await studio.plain('tone.mov', '0x204060', 2, 'sine=440')).facts.assetId
  const said = (more: Partial<CaptionsClip>): Edit['tracks'][number] => ({
    kind: 'video',
    clips: [{ type: 'captions', duration: 1, deliver: ['soft', 'sidecar'], ...more }],
  })
  const cue = (text: string, start: number, end: number) => ({ text, start, end })
  const german = { language: 'de', title: 'Deutsch' }
  const tracks: Edit['tracks'] = [
    { kind: 'video', clips: [{ type: 'video', asset: tone, duration: 1.5 }] },
    // Begins on frame 3: its cue at 0.123 is at 0.423 of the film.
    said({ ...german, start: 0.3, cues: [cue(tricky, 0.123, 0.5), cue('über\n\nzwei', 0.4, 7)] }),
    said({ language: 'eng', title: 'English', default: true, cues: [cue('日本', 0.2, 0.7)] }),
  ]
  const film = edit(10, tracks, [
    { name: 'mp4', preset: 'standard', width: 32, height: 32 },
    { name: 'webm', preset: 'web', width: 32, height: 32 },
    { name: 'gif', preset: 'gif_preview', width: 32, height: 32 },
    { name: 'de', preset: 'captions_srt', language: 'ger' },
    { name: 'en', preset: 'captions_vtt', language: 'en' },
    { name: 'tysk', preset: 'captions_vtt', language: 'de' },
  ])
  const plan = studio.plan(film)
  const paths = await studio.render(film)
  const [mp4 = '', webm = '', , srt = '', , vtt = ''] = paths
  for (const [at, output] of plan.outputs.entries()) await finishOutput(plan, output, paths[at] ?? '', limits)

  await t.test('stand in files on the clock of the film, and nothing in them is markup', async (t) => {
    t.equal(
      await readFile(srt, 'utf8'),
      '1\n00:00:00,423 --> 00:00:00,800\na & <\u2060b>b<\u2060/b> {\u2060\\b1}c --\u2060> C:\\new\\Nope\n\n' +
        '2\n00:00:00,700 --> 00:00:01,300\nüber\nzwei\n',
    )
    t.equal(
      await readFile(vtt, 'utf8'),
      'WEBVTT\n\n00:00:00.423 --> 00:00:00.800\na &amp; &lt;b&gt;b&lt;/b&gt; {\\b1}c --&gt; C:\\new\\Nope\n\n' +
        '00:00:00.700 --> 00:00:01.300\nüber\nzwei\n',
    )
  })

  await t.test('are tracks of MP4 and WebM with their language, title and default', async (t) => {
    for (const path of [mp4, webm]) {
      const { streams } = await probed(path)
      const found = streams.slice(2).map(({ tags, disposition }) => {
        const { language, title, handler_name } = tags as Record<string, string>
        return [language, title ?? handler_name, (disposition as Record<string, number>)['default']]
      })
      t.same(found, [
        ['deu', 'Deutsch', 0],
        ['eng', 'English', 1],
      ])
    }
  })

  await t.test('say in a track what is said, one after the other, at their times', async (t) => {
    const packets = async (path: string) => {
      const args = ['-v', 'error', '-select_streams', 's:0', '-show_packets', '-of', 'json', path]
      const { stdout } = await run('ffprobe', args)
      const all = JSON.parse(stdout) as { packets: Record<string, string>[] }
      return all.packets
        .filter(({ size }) => Number(size) > 2)
        .map(({ pts_time, duration_time }) => [Number(pts_time), Number(duration_time)])
    }
    const wanted = [
      [0.423, 0.277],
      [0.7, 0.1],
      [0.8, 0.5],
    ]
    const near = (found: number[][], lateSeconds: number) =>
      t.ok(
        found.length === 3 &&
          found.every(([at = 0, length = 0], n) => {
            const [start = 0, seconds = 0] = wanted[n] ?? []
            return Math.abs(at - lateSeconds - start) < 1e-6 && Math.abs(length - seconds) < 1e-6
          }),
        JSON.stringify(found),
      )
    near(await packets(mp4), 0)
    // The picture of a WebM begins as late, behind what Opus begins with.
    near(await packets(webm), Number((await probed(webm)).streams[0]?.['start_time']))
    const bytes = await readFile(mp4)
    t.ok(bytes.includes(`a & <\u2060b>b<\u2060/b> {\u2060\\\u2060b1}c --\u2060> C:\\\u2060new\\\u2060Nope`))
  })

  await t.test('are missed when they are not there, or are others', async (t) => {
    const [output] = plan.outputs
    assert(output?.video != null)
    const { captions: [first, second] = [], ...none } = output.expected
    assert(first !== undefined && second !== undefined)
    const complaint = { code: 'OUTPUT_INVALID', message: /captions: mov_text in deu, mov_text in eng/ }
    for (const captions of [undefined, [second, first], [{ ...first, language: 'dan' }, second]]) {
      const expected = captions === undefined ? none : { ...none, captions }
      await t.rejects(finishOutput(plan, { ...output, expected }, mp4, limits), complaint)
    }
  })

  await t.test('are the same bytes on one core, and on another kind of processor', async (t) => {
    const sums = await Promise.all([mp4, webm].map(sha256Of))
    const again = { ...film, outputs: film.outputs.slice(0, 2) }
    for (const flags of [
      ['-cpuflags', 'sse2'],
      ['-filter_complex_threads', '1'],
    ])
      t.same(await Promise.all((await studio.render(again, flags)).map(sha256Of)), sums)
  })

  await t.test('come to a film that is joined of slices, and to no slice', async (t) => {
    const outputs = film.outputs.slice(0, 2)
    const joined = { ...studio.plan({ ...film, outputs }), slicedAt: [7] }
    const whole = await studio.renderPlan(joined)
    for (const [at, output] of joined.outputs.entries())
      await finishOutput(joined, output, whole[at] ?? '', limits)
    const slice = slicePlan(joined, { startFrame: 0, endFrame: 7 })
    t.notMatch(JSON.stringify(slice), /captions|Deutsch/)
  })
})
