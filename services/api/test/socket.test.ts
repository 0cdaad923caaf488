import { publishProgress } from '@framewright/jetstream'
import type { RenderProgress } from '@framewright/schemas'
import t, { test } from 'tap'
import { attemptFailed, claimed, completed, handedBack } from '../../../test/support/render-facts.ts'
import { withApi } from './api.ts'
import { appendToRender, submit } from './edits.ts'
import { connect, endSockets } from './socket-client.ts'

const api = await withApi(t)
t.teardown(endSockets)

const rises = (versions: readonly number[]): boolean =>
  versions.every((version, n) => n === 0 || version > versions[n - 1]!)

const tick = (renderId: string, progress: Partial<RenderProgress> = {}): RenderProgress => ({
  renderId,
  attempt: 1,
  phase: 'encoding',
  frame: 25,
  frameCount: 100,
  fraction: 0.25,
  framesPerSecond: 50,
  etaSeconds: 1.5,
  at: new Date().toISOString(),
  ...progress,
})

test('a subscription begins with a snapshot and goes on with every change, to the end', async (t) => {
  const user = api.user()
  const { renderId } = await submit(user)
  const client = await connect(api, user)
  client.subscribe([renderId])
  const snapshot = await client.until((heard) => heard.find(({ type }) => type === 'snapshot'))
  t.match(snapshot, { renders: [{ renderId, status: 'queued', version: 0 }] })
  t.equal(client.heard[0]?.type, 'snapshot')
  await appendToRender(api, user, renderId, 0n, claimed(1))
  await client.untilVersion(renderId, 1)
  await appendToRender(api, user, renderId, 1n, completed(1))
  const done = await client.untilVersion(renderId, 2)
  t.match(done, { status: 'completed', outputs: [{ name: 'main' }] })
  t.strictSame(client.versionsOf(renderId), [0, 1, 2])
})

test('* is every render of its user: those there are and those to come, and nobody else’s', async (t) => {
  const [user, other] = [api.user(), api.user('eve')]
  const before = await submit(user)
  const client = await connect(api, user)
  client.subscribe('*')
  await client.untilVersion(before.renderId, 0)
  const theirs = await submit(other)
  const after = await submit(user)
  await client.untilVersion(after.renderId, 0)
  await appendToRender(api, user, after.renderId, 0n, claimed(1))
  await client.untilVersion(after.renderId, 1)
  t.strictSame(client.versionsOf(theirs.renderId), [])
})

test('whoever subscribes in the midst of changes misses none and never steps back', async (t) => {
  const user = api.user()
  const { renderId } = await submit(user)
  const turns = 30
  const writing = (async () => {
    for (let n = 0; n < turns; n += 1) {
      await appendToRender(api, user, renderId, BigInt(2 * n), claimed(n + 1), handedBack(n + 1))
    }
  })()
  const clients = await Promise.all(Array.from({ length: 4 }, () => connect(api, user)))
  for (const client of clients) {
    client.subscribe('*')
    client.subscribe([renderId])
    client.subscribe([renderId])
  }
  await writing
  for (const client of clients) {
    await client.untilVersion(renderId, 2 * turns)
    const changes = client.heard.flatMap((message) =>
      message.type === 'changed' ? [message.render.version] : [],
    )
    t.ok(rises(changes), `changes rise: ${changes.join(' ')}`)
    const snapshots = client.heard.filter(({ type }) => type === 'snapshot')
    t.equal(snapshots.length, 3, 'each subscription is answered with a snapshot')
    const versions = client.versionsOf(renderId)
    t.ok(
      versions.every((version, n) => n === 0 || version >= versions[n - 1]!),
      `what is heard never steps back: ${versions.join(' ')}`,
    )
  }
})

test("another user's render is not there, and nothing is heard of it", async (t) => {
  const [user, other] = [api.user(), api.user('eve')]
  const theirs = await submit(other)
  const client = await connect(api, user)
  client.subscribe([theirs.renderId])
  const answers = await client.until((heard) => (heard.length >= 2 ? heard : undefined))
  t.match(answers, [
    { type: 'snapshot', renders: [] },
    { type: 'error', code: 'NOT_FOUND' },
  ])
  await appendToRender(api, other, theirs.renderId, 0n, claimed(1))
  publishProgress(api.nats, tick(theirs.renderId))

  // What is heard of a render of its own comes later than what would have been heard of theirs.
  const own = await submit(user)
  client.subscribe([own.renderId])
  await client.untilVersion(own.renderId, 0)
  await appendToRender(api, user, own.renderId, 0n, claimed(1))
  await client.untilVersion(own.renderId, 1)
  publishProgress(api.nats, tick(own.renderId))
  await client.until((heard) => heard.find(({ type }) => type === 'progress'))
  t.notMatch(JSON.stringify(client.heard.slice(2)), new RegExp(theirs.renderId))
})

test('live progress comes with frames, speed and the time that is left', async (t) => {
  const user = api.user()
  const { renderId } = await submit(user)
  await appendToRender(api, user, renderId, 0n, claimed(1))
  const client = await connect(api, user)
  client.subscribe([renderId])
  await client.untilVersion(renderId, 1)
  publishProgress(api.nats, tick(renderId, { frame: 50, fraction: 0.5, etaSeconds: 0.8 }))
  const heard = await client.until((messages) => messages.find(({ type }) => type === 'progress'))
  t.match(heard, { progress: { renderId, frame: 50, fraction: 0.5, framesPerSecond: 50, etaSeconds: 0.8 } })
})

test('progress of an attempt that is over is not heard', async (t) => {
  const user = api.user()
  const { renderId } = await submit(user)
  await appendToRender(api, user, renderId, 0n, claimed(1), attemptFailed(1), claimed(2))
  const client = await connect(api, user)
  client.subscribe([renderId])
  await client.untilVersion(renderId, 3)
  publishProgress(api.nats, tick(renderId, { attempt: 1, frame: 99 }))
  publishProgress(api.nats, tick(renderId, { attempt: 2, frame: 1 }))
  await client.until((messages) => messages.find(({ type }) => type === 'progress'))
  const frames = client.heard.flatMap((message) =>
    message.type === 'progress' ? [message.progress.frame] : [],
  )
  t.strictSame(frames, [1])
})

test('after unsubscribing nothing more is heard', async (t) => {
  const user = api.user()
  const [one, two] = [await submit(user), await submit(user)]
  const client = await connect(api, user)
  client.subscribe([one.renderId, two.renderId])
  await client.untilVersion(two.renderId, 0)
  client.send({ type: 'unsubscribe', renders: [one.renderId] })
  client.subscribe([two.renderId])
  await client.until((heard) => (heard.length >= 2 ? heard : undefined))
  await appendToRender(api, user, one.renderId, 0n, claimed(1))
  await appendToRender(api, user, two.renderId, 0n, claimed(1))
  await client.untilVersion(two.renderId, 1)
  t.strictSame(client.versionsOf(one.renderId), [0])
})

test('what is no message is answered as such, and the connection stays', async (t) => {
  const user = api.user()
  const { renderId } = await submit(user)
  const client = await connect(api, user)
  const wrong = ['', 'subscribe', '{"type":"subscrib","renders":"*"}', '{"type":"subscribe","renders":["x"]}']
  for (const text of wrong) client.send(text)
  client.socket.send(Buffer.from([1, 2, 3]))
  client.send({ type: 'subscribe', renders: '*', more: true })
  const errors = await client.until((heard) => (heard.length >= 6 ? heard : undefined))
  t.ok(errors.every((message) => message.type === 'error' && message.code === 'SCHEMA_VIOLATION'))
  t.match(errors[2], { message: /Did you mean "subscribe"/ })
  client.subscribe([renderId])
  t.ok(await client.untilVersion(renderId, 0))
})

test('a connection to the rows that was cut is made again, and what changed meanwhile is told', async (t) => {
  const user = api.user()
  const { renderId } = await submit(user)
  const client = await connect(api, user)
  client.subscribe([renderId])
  await client.untilVersion(renderId, 0)
  await api.database.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'framewright-listen'`)
  await appendToRender(api, user, renderId, 0n, claimed(1), completed(1))
  await client.untilVersion(renderId, 2)
  t.ok(rises(client.versionsOf(renderId).slice(-2)))
})
