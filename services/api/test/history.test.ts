import { once } from 'node:events'
import { basePath } from '@framewright/api'
import { ReplayLine, type RenderEvent, type RenderHistory } from '@framewright/schemas'
import t, { test } from 'tap'
import { Check } from 'typebox/value'
import { eventually } from '../../../test/support/eventually.ts'
import { chunk, chunkedPlan, claimed, completed, failed } from '../../../test/support/render-facts.ts'
import { withApi, type TestUser } from './api.ts'
import { appendToChunk, appendToRender, giveAsset, submit } from './edits.ts'

const api = await withApi(t)

/** Every line, each held to its schema; the last one is the end. */
async function replay(
  user: TestUser,
  query = '',
): Promise<{ lines: ReplayLine[]; end: ReplayLine & { kind: 'end' } }> {
  const answer = await user.request('GET', `/events${query}`)
  if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.text}`)
  const lines = answer.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ReplayLine)
  const wrong = lines.find((line) => !Check(ReplayLine, line))
  if (wrong !== undefined) throw new Error(`no line of a replay: ${JSON.stringify(wrong)}`)
  const end = lines.pop()
  if (end?.kind !== 'end') throw new Error('the replay has no end')
  return { lines, end }
}

const typesOf = (lines: readonly ReplayLine[]): string[] =>
  lines.map((line) => (line.kind === 'event' ? line.type : 'end'))

test('the history of a render is its events, with the time since it was requested', async (t) => {
  const user = api.user()
  const { renderId } = await submit(user)
  await appendToRender(api, user, renderId, 0n, claimed(1), completed(1))
  const { events } = (await user.request('GET', `/renders/${renderId}/events`)).json<RenderHistory>()
  t.strictSame(
    events.map(({ type, revision }) => [type, revision]),
    [
      ['RenderRequested', 0],
      ['RenderClaimed', 1],
      ['RenderCompleted', 2],
    ],
  )
  t.equal(events[0]?.sinceRequestMs, 0)
  t.ok(events[2]!.sinceRequestMs >= 0)
})

/** A render of three chunks, one of them a hit, that was planned twice. */
async function inChunks(user: TestUser): Promise<string> {
  const { renderId } = await submit(user)
  const first = (number: number) => ({ renderId, planId: 2n, number })
  await appendToRender(api, user, renderId, 0n, claimed(1), chunkedPlan(3, [2]))
  await appendToChunk(api, user, first(1), -1n, chunk.claimed(1))
  await appendToChunk(api, user, first(0), -1n, chunk.claimed(1), chunk.rendered(1))
  await appendToRender(api, user, renderId, 2n, claimed(2), chunkedPlan(2, [0], 2))
  const second = { renderId, planId: 4n, number: 1 }
  await appendToChunk(api, user, second, -1n, chunk.claimed(1), chunk.rendered(1))
  await appendToRender(api, user, renderId, 4n, claimed(3), completed(3))
  return renderId
}

test('the events of the chunks of each plan are a part of the history, in the order of time', async (t) => {
  const user = api.user()
  const renderId = await inChunks(user)
  const { events } = (await user.request('GET', `/renders/${renderId}/events`)).json<RenderHistory>()
  t.strictSame(
    events.map(({ type, chunk }) => (chunk === undefined ? type : `${type} ${chunk.planId}.${chunk.number}`)),
    [
      ...['RenderRequested', 'RenderClaimed', 'RenderPlanned'],
      ...['ChunkClaimed 2.1', 'ChunkClaimed 2.0', 'ChunkRendered 2.0'],
      ...['RenderClaimed', 'RenderPlanned', 'ChunkClaimed 4.1', 'ChunkRendered 4.1'],
      ...['RenderClaimed', 'RenderCompleted'],
    ],
  )
})

test('a replay has the events of chunks, by render and project as by name', async (t) => {
  const user = api.user()
  const renderId = await inChunks(user)
  await inChunks(user)
  const types = async (query: string) => typesOf((await replay(user, query)).lines)
  t.equal((await types('')).length, 24)
  const whole = await types(`?render=${renderId}`)
  t.equal(whole.length, 12)
  t.equal(whole.filter((type) => type.startsWith('Chunk')).length, 5)
  t.strictSame(await types(`?render=${renderId}&type=ChunkRendered`), ['ChunkRendered', 'ChunkRendered'])
  t.equal((await types('?project=project-1&type=ChunkClaimed')).length, 6)
  t.strictSame(await types('?project=another&type=ChunkClaimed'), [])
})

test('a replay goes on from where the one before it ended, and misses nothing', async (t) => {
  const user = api.user()
  const { renderId } = await submit(user)
  await appendToRender(api, user, renderId, 0n, claimed(1), failed(1))
  const whole = await replay(user)
  t.strictSame(typesOf(whole.lines), ['RenderRequested', 'RenderClaimed', 'RenderFailed'])
  t.match(whole.end, { live: true, events: 3 })

  const pieces: ReplayLine[] = []
  let from = ''
  for (;;) {
    const { lines, end } = await replay(user, `?limit=1${from === '' ? '' : `&from=${from}`}`)
    pieces.push(...lines)
    from = encodeURIComponent(end.position ?? '')
    if (end.live) break
  }
  t.strictSame(pieces, whole.lines)
  await submit(user)
  t.strictSame(typesOf((await replay(user, `?from=${from}`)).lines), ['RenderRequested'])
})

test('a replay is filtered by name, render, project and time', async (t) => {
  const user = api.user()
  const one = await submit(user, { project: 'project-a' })
  await appendToRender(api, user, one.renderId, 0n, claimed(1))
  const before = new Date(Date.now() + 1).toISOString()
  const two = await submit(user, { project: 'project-b' })
  await appendToRender(api, user, two.renderId, 0n, claimed(1), completed(1))
  await giveAsset(api, user)
  const types = async (query: string) => typesOf((await replay(user, query)).lines)
  t.equal((await types('')).length, 6)
  t.strictSame(await types('?type=RenderCompleted,AssetStored'), ['RenderCompleted', 'AssetStored'])
  t.strictSame(await types('?type=RenderCompleted&type=RenderFailed'), ['RenderCompleted'])
  t.strictSame(await types(`?render=${one.renderId}`), ['RenderRequested', 'RenderClaimed'])
  t.strictSame(await types('?project=project-b'), ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
  t.strictSame(await types('?project=project-b&type=RenderClaimed'), ['RenderClaimed'])
  t.strictSame(await types(`?since=${new Date(Date.now() + 60_000).toISOString()}`), [])
  t.strictSame(await types(`?until=${before}&project=project-b`), [])

  // Begun after the first event of the render, which alone says what project it is of.
  const { end } = await replay(user, `?type=RenderRequested&project=project-b&limit=1`)
  t.strictSame(await types(`?project=project-b&from=${encodeURIComponent(end.position ?? '')}`), [
    'RenderClaimed',
    'RenderCompleted',
  ])
})

test('a position of no such store is refused, and an empty history has an end', async (t) => {
  const user = api.user()
  const far = await user.request('GET', '/events?from=999999999999')
  t.strictSame([far.status, far.problem.errors[0]?.pointer], [422, '/query/from'])
  const { lines, end } = await replay(user)
  t.strictSame([lines, end.live, end.events], [[], true, 0])
})

test('a reader that leaves half-way stops the replay', async (t) => {
  let open = 0
  const api = await withApi(t, {
    deps: ({ eventStore }) => ({
      eventStore: {
        ...eventStore,
        // A store that takes its time before the end, so that the reader leaves before it.
        subscribe: async function* (options) {
          open += 1
          try {
            for await (const item of eventStore.subscribe(options)) {
              if (item.kind === 'live' && !options.signal.aborted) await once(options.signal, 'abort')
              yield item
            }
          } finally {
            open -= 1
          }
        },
      },
    }),
  })
  const user = api.user()
  const { renderId } = await submit(user)
  const { data } = failed(1) as Extract<RenderEvent, { type: 'RenderFailed' }>
  const stderrTail = Array<string>(40).fill('x'.repeat(1_000))
  await appendToRender(api, user, renderId, 0n, { type: 'RenderFailed', data: { ...data, stderrTail } })
  const leaving = new AbortController()
  const answer = await fetch(`${api.url}${basePath}/events`, {
    headers: { authorization: `Bearer ${user.token}` },
    signal: leaving.signal,
  })
  const first = (await answer.body!.getReader().read()) as { value: Uint8Array }
  t.match(Buffer.from(first.value).toString(), /RenderRequested/)
  t.equal(open, 1)
  leaving.abort()
  await eventually(() => {
    if (open > 0) throw new Error('it goes on')
  })
})
