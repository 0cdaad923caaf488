/**
 * Cancel, retry and delete at random moments of many renders, on the real services; only the work is none: it plans, makes
 * chunks, stores files and fails as it likes, and some of it does not hear that it is to end. How long it takes and when
 * somebody changes their mind is drawn from a seed, which a failure tells.
 */
import { strict as assert } from 'node:assert'
import { createHash, randomInt } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { evolve, foldRender, isOpen, renderStream, type Render } from '@framewright/domain'
import { openEventStore } from '@framewright/event-store'
import { connectNats } from '@framewright/jetstream'
import { createMetrics } from '@framewright/observability'
import {
  logPrefix,
  outputKey,
  outputPrefix,
  type Edit,
  type RenderEvent,
  type RenderView,
} from '@framewright/schemas'
import { openStorage } from '@framewright/storage'
import { startWorker, type Attempt, type Perform, type Work } from '@framewright/worker'
import t, { test } from 'tap'
import { output } from '../support/render-facts.ts'
import { eventually } from '../support/eventually.ts'
import { quietLog } from '../support/quiet-log.ts'
import { startSystem } from '../support/system.ts'

const renderCount = 40
const atOnce = 12
const slots = 4
const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31))
const kinds = ['whole', 'whole', 'chunked', 'chunked', 'stubborn', 'bad', 'flaky'] as const
type Kind = (typeof kinds)[number]
type Command = 'cancel' | 'retry' | 'delete'
const commands = ['cancel', 'cancel', 'retry', 'delete'] as const
const chunkCount = 3

const system = await startSystem(t, { workers: 0 })
const client = system.client()
const eventStore = await openEventStore({ url: system.eventStoreUrl, log: quietLog })
t.teardown(() => eventStore.close())
const storage = await openStorage({ url: `file://${system.storageFolder}`, log: quietLog })
t.teardown(() => storage.close())

const draw = numbersFrom(seed)
const oneOf = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)]!
const upTo = (ms: number): number => Math.floor(draw() * ms)

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function numbersFrom(from: number): () => number {
  let state = from
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const perform: Perform = async (attempt) => {
  const kind = attempt.request.title as Kind
  await delay(upTo(40), undefined, kind === 'stubborn' ? {} : { signal: attempt.signal })
  if (kind === 'bad') throw Object.assign(new Error('there is no such plan'), { code: 'PLAN_INVALID' })
  if (kind === 'flaky' && draw() < 0.5)
    throw Object.assign(new Error('half of a file'), { code: 'ENCODE_FAILED' })
  switch (attempt.item.kind) {
    case 'render':
      return kind === 'chunked' ? chunkedPlan() : storedFile(attempt)
    case 'chunk':
      return chunk(`${attempt.item.itemId}`)
    case 'assembly':
      return storedFile(attempt)
  }
}

async function discard(): Promise<void> {}

function chunkedPlan(): Work {
  const plan = {
    ...{ mode: 'chunked' as const, plan: { sha256: sha256Of('plan'), sizeBytes: 1 }, encoder: 'libx264' },
    ...{ fallbackReason: null, pipelineVersion: '1', ffmpegBuild: 'none', frameCount: 25, chunkCount },
    ...{ hits: [], chunkFrames: [0, 12, 13] },
  }
  return { result: { kind: 'plan', plan }, discard }
}

function chunk(name: string): Work {
  const sha256 = sha256Of(name)
  const rendered = { key: sha256, sha256, sizeBytes: 1, frameCount: 12, reused: false }
  return { result: { kind: 'chunk', rendered }, discard }
}

/** In its own time: what is told to end meanwhile has stored all the same. */
async function storedFile({ item, claimRevision }: Attempt): Promise<Work> {
  const keyOf = (fileName: string) => outputKey(item.renderId, `${claimRevision}`, fileName)
  const key = keyOf('film.mp4')
  await storage.putBytes(key, 'a film')
  await delay(upTo(20))
  const outputs = [{ ...output, key }]
  return { result: { kind: 'files', outputs }, discard: () => storage.removePrefix(keyOf('')) }
}

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex')

async function startNoopWorker(): Promise<void> {
  const nats = await connectNats({ url: system.nats.url, name: 'worker', log: quietLog })
  t.teardown(() => nats.close())
  const worker = await startWorker({
    config: {
      ...{
        WORKER_SLOTS: slots,
        WORKER_LANES: ['cpu-s', 'cpu-l'],
        SCRATCH_DIR: join(system.storageFolder, '..', 'scratch'),
      },
      SCRATCH_MIN_FREE_BYTES: 0,
    },
    ...{ eventStore, nats, storage, perform, log: quietLog, metrics: createMetrics('worker') },
    profile: { ffmpegBuild: 'none', encoders: [] },
    fail: (error) => t.fail('the worker has failed', { error }),
    stop: () => t.fail('nobody drains the worker'),
  })
  t.teardown(() => worker.stop())
}

const editOf = (title: Kind): Edit => ({
  ...{ schemaVersion: 1, title, canvas: { width: 64, height: 36, fps: 25 } },
  tracks: [{ kind: 'video', clips: [{ type: 'text', text: title, start: 0, duration: 1 }] }],
  outputs: [{ name: 'film', preset: 'standard' }],
})

const expected: Readonly<Record<Command, readonly number[]>> = {
  cancel: [202, 409, 410],
  retry: [202, 409, 410],
  delete: [200],
}

function send(renderId: string, command: Command) {
  return command === 'delete'
    ? client.request('DELETE', `/renders/${renderId}`)
    : client.request('POST', `/renders/${renderId}/${command}`)
}

/** Submits one, and changes its mind some times, each time twice at once. Whether all answers were as they should be. */
async function submitAndMeddle(): Promise<{ renderId: string; odd: string[] }> {
  const { renderId } = await client.submit(editOf(oneOf(kinds)))
  const odd: string[] = []
  for (let left = upTo(4); left > 0; left -= 1) {
    await delay(upTo(120))
    const command = oneOf(commands)
    const [one, other] = await Promise.all([send(renderId, command), send(renderId, command)])
    for (const { status } of [one, other])
      if (!expected[command].includes(status)) odd.push(`${command} was answered with ${status}`)
    // A retry may meet the end of the run that the other one began.
    if (command !== 'retry' && one.status !== other.status)
      odd.push(`${command} was answered with ${one.status} and ${other.status}`)
  }
  return { renderId, odd }
}

async function eventsOf(renderId: string): Promise<{ event: RenderEvent; revision: bigint }[]> {
  const stored = await eventStore.readStream(renderStream(renderId))
  return stored.map(({ type, data, revision }) => ({ event: { type, data } as RenderEvent, revision }))
}

/** What the stream breaks of what holds for every render. */
function broken(events: readonly { event: RenderEvent; revision: bigint }[]): string[] {
  const told: string[] = []
  let render: Render | null = null
  for (const { event, revision } of events) {
    const before: Render | null = render
    render = before === null ? foldRender([{ event, revision }]) : evolve(before, event, revision)
    if (before === null || isOpen(before)) continue
    const mayFollow = before.status === 'deleted' ? [] : ['RenderRetried', 'RenderDeleted']
    if (!mayFollow.includes(event.type)) told.push(`${event.type} follows what was ${before.status}`)
  }
  return told
}

async function keysOf(prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const key of storage.list(prefix)) keys.push(key)
  return keys
}

test('cancel, retry and delete at any moment leave one end a run, and no file that nobody names', async (t) => {
  t.comment(`seed ${seed}`)
  await startNoopWorker()
  const submitted: Awaited<ReturnType<typeof submitAndMeddle>>[] = []
  let left = renderCount
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left > 0) {
        left -= 1
        submitted.push(await submitAndMeddle())
      }
    }),
  )
  t.same(
    submitted.flatMap(({ odd }) => odd),
    [],
  )

  const ends = new Map<string, number>()
  for (const { renderId } of submitted) {
    const events = await eventually(
      async () => {
        const stored = await eventsOf(renderId)
        assert.ok(!isOpen(foldRender(stored)), `${renderId} is ${foldRender(stored).status}`)
        return stored
      },
      { withinMs: 60_000 },
    )
    t.same(broken(events), [])
    const { status, revision } = foldRender(events)
    ends.set(status, (ends.get(status) ?? 0) + 1)

    const named = events.flatMap(({ event }) =>
      event.type === 'RenderCompleted' && status === 'completed'
        ? event.data.outputs.map(({ key }) => key)
        : [],
    )
    await eventually(async () => assert.deepEqual(await keysOf(outputPrefix(renderId)), named))
    if (status === 'deleted')
      await eventually(async () => assert.deepEqual(await keysOf(logPrefix(renderId)), []))

    const command = status === 'deleted' ? 'delete' : 'cancel'
    const [once, again] = [await send(renderId, command), await send(renderId, command)]
    t.same([again.status, bodyOf(again)], [once.status, bodyOf(once)], 'a repeat is answered the same')
    await eventually(async () =>
      assert.deepEqual(versionOf(await client.render(renderId)), { status, version: Number(revision) }),
    )
  }
  t.comment(`${JSON.stringify(Object.fromEntries(ends))}`)
  for (const status of ['completed', 'cancelled', 'deleted']) t.ok(ends.has(status), `some were ${status}`)
})

const versionOf = ({ status, version }: RenderView) => ({ status, version })

/** A problem says which request it was the answer to. */
function bodyOf({ json }: { json: <T>() => T }): unknown {
  const { instance: _, ...body } = json<Record<string, unknown>>()
  return body
}
