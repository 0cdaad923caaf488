import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { test } from 'tap'
import { probeMedia } from '@framewright/ffmpeg'
import type { RenderProgress, RenderView } from '@framewright/schemas'
import { startSystem } from '../support/system.ts'
import { filmOf, uploadClip } from './sample-film.ts'

const system = await startSystem(t)
const client = system.client()
const asset = await uploadClip(client)
const seconds = 4
const edit = filmOf(asset, seconds)
const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

test('an edit that is submitted becomes the film that it describes', async (t) => {
  const watch = await client.watch('*')
  t.teardown(() => watch.close())
  const submitted = await client.submit(edit)
  t.match(submitted, { status: 'queued', version: 0, frameCount: seconds * 30, attempt: 0 })
  const { renderId } = submitted
  const render = await watch.untilStatus(renderId, 'completed')

  const events = await client.events(renderId)
  t.same(
    events.map(({ type, revision }) => [revision, type]),
    [
      [0, 'RenderRequested'],
      [1, 'RenderClaimed'],
      [2, 'RenderPlanned'],
      [3, 'RenderCompleted'],
    ],
    'the history is exactly this',
  )
  t.ok(
    events.every(({ traceparent }) => traceparent?.slice(3, 35) === events[0]?.traceparent?.slice(3, 35)),
    'one trace leads from the request to the last event',
  )

  const bytes = await client.download(renderId)
  const [output] = render.outputs
  t.equal(sha256Of(bytes), output?.sha256)
  t.equal(bytes.length, output?.sizeBytes)
  const folder = mkdtempSync(join(tmpdir(), 'framewright-film-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'film.mp4'), bytes)
  const media = await probeMedia(join(folder, 'film.mp4'), { timeoutMs: 20_000 })
  t.match(media, {
    video: {
      width: edit.canvas.width,
      height: edit.canvas.height,
      frameRate: { num: 30, den: 1 },
      frameCount: seconds * 30,
    },
    audio: { codec: 'aac' },
  })
  t.equal(media.video?.durationSeconds, seconds, 'it lasts as long as the edit says, to the frame')

  const heard = watch.messages.map(({ message }) => message)
  const versions = heard.flatMap((message) =>
    message.type === 'changed' && message.render.renderId === renderId ? [message.render.version] : [],
  )
  t.same(versions, [...new Set(versions)].sort(), 'versions only rise')
  t.equal(versions.at(-1), 3)
  t.same(lastOf(heard, renderId), await client.render(renderId), 'the last change is what REST says')

  const ticks = heard.flatMap((message) => (message.type === 'progress' ? [message.progress] : []))
  const frames = ticks.map(({ frame }) => frame)
  t.same(
    frames,
    [...frames].sort((a, b) => a - b),
    'progress never goes back',
  )
  t.ok(
    ticks.some(({ phase }) => phase === 'encoding'),
    'it is told that it encodes',
  )
})

test('a film that takes a while is told of with its speed and the time it will still take', async (t) => {
  const watch = await client.watch('*')
  t.teardown(() => watch.close())
  const { renderId } = await client.submit(filmOf(asset, 14.5))
  const hasEta = ({ framesPerSecond, etaSeconds, frame }: RenderProgress) =>
    frame > 0 && framesPerSecond !== null && framesPerSecond > 0 && etaSeconds !== null
  const tick = await watch.untilProgress(renderId, hasEta)
  t.equal(tick.frameCount, 435)
  t.ok(tick.fraction > 0 && tick.fraction <= 1)
  await watch.untilStatus(renderId, 'completed')
})

test('the same edit gives the same bytes each time', async (t) => {
  const renders = await Promise.all([client.submit(edit), client.submit(edit)])
  const done = await Promise.all(renders.map(({ renderId }) => client.until(renderId, 'completed')))
  const [first, second] = done.map(({ outputs }) => outputs[0]?.sha256)
  t.ok(first)
  t.equal(first, second)
})

test('a part of the film can be downloaded', async (t) => {
  const { renderId } = await client.submit(edit, { key: 'ranges' })
  const { outputs } = await client.until(renderId, 'completed')
  const part = await client.request('GET', `/renders/${renderId}/download`, {
    headers: { range: 'bytes=4-7' },
  })
  t.equal(part.status, 206)
  t.equal(part.bytes.toString(), 'ftyp')
  t.equal(part.headers.get('content-range'), `bytes 4-7/${outputs[0]?.sizeBytes}`)
})

test('a request that is repeated with its key renders nothing twice', async (t) => {
  const renders = await Promise.all(
    Array.from({ length: 4 }, () => client.submit(edit, { project: 'once', key: 'same' })),
  )
  const ids = new Set(renders.map(({ renderId }) => renderId))
  t.equal(ids.size, 1)
  const [renderId] = [...ids]
  await client.until(renderId!, 'completed')
  const claims = (await client.events(renderId!)).filter(({ type }) => type === 'RenderClaimed')
  t.equal(claims.length, 1)
})

test("what worker and ffmpeg said is in the render's logs", async (t) => {
  const { renderId } = await client.submit(edit, { key: 'logs' })
  await client.until(renderId, 'completed')
  const { status, bytes } = await client.request('GET', `/renders/${renderId}/logs`)
  t.equal(status, 200)
  t.match(bytes.toString(), /ffmpeg runs/)
})

function lastOf(heard: readonly { type: string }[], renderId: string): RenderView | undefined {
  return (heard as { type: string; render?: RenderView }[])
    .filter(({ type, render }) => type === 'changed' && render?.renderId === renderId)
    .at(-1)?.render
}
