import { randomUUID } from 'node:crypto'
import {
  ensureTopology,
  eventsCreatedAt,
  inspectEvents,
  publishEvent,
  restoreGroups,
  trimEvents,
  type NatsLink,
  type RelayedEvent,
} from '@framewright/jetstream'
import { AckPolicy, DeliverPolicy, type JsMsg } from 'nats'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { withLink } from './link.ts'

const renderId = randomUUID()

const event = (number: number, type = 'RenderClaimed'): RelayedEvent => ({
  id: randomUUID(),
  stream: `render-${renderId}`,
  revision: BigInt(number),
  position: String(number),
  after: number === 0 ? null : String(number - 1),
  type,
  data: { number },
  metadata: {
    $correlationId: renderId,
    $causationId: renderId,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    userId: 'ada',
    schemaVersion: 1,
  },
  recordedAt: new Date('2026-01-01T00:00:00.000Z'),
})

async function addGroup(link: NatsLink, name: string, filter?: string): Promise<void> {
  const manager = await link.connection.jetstreamManager()
  await manager.consumers.add('RENDER_EVENTS', {
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ...(filter === undefined ? {} : { filter_subject: filter }),
  })
}

async function take(link: NatsLink, name: string): Promise<JsMsg> {
  const consumer = await link.connection.jetstream().consumers.get('RENDER_EVENTS', name)
  const message = await consumer.next({ expires: 2_000 })
  if (message === null) throw new Error(`there is nothing for ${name}`)
  return message
}

const ackNext = async (link: NatsLink, name: string): Promise<void> =>
  void (await (await take(link, name)).ackAck())

test('an event arrives with its place in the store and its trace', async (t) => {
  const { link } = await withLink(t)
  await addGroup(link, 'webhooks')
  await publishEvent(link, event(7))
  const message = await take(link, 'webhooks')
  t.equal(message.subject, `events.render.${renderId}.RenderClaimed`)
  t.match(message.json(), {
    stream: `render-${renderId}`,
    revision: '7',
    type: 'RenderClaimed',
    data: { number: 7 },
  })
  t.equal(message.headers?.get('Framewright-Position'), '7')
  t.equal(message.headers?.get('Framewright-After'), '6')
  t.match(message.headers?.get('traceparent'), /^00-0af7/)
})

test('the oldest event that some group has not acknowledged is found, whatever was acknowledged after it', async (t) => {
  const { link } = await withLink(t)
  t.match(await inspectEvents(link), { oldest: 'acknowledged', groups: [] })
  await addGroup(link, 'fast')
  await addGroup(link, 'slow')
  for (let number = 0; number < 4; number += 1) await publishEvent(link, event(number))
  t.match(await inspectEvents(link), {
    oldest: { after: null },
    groups: [{ name: 'fast' }, { name: 'slow' }],
  })

  for (let count = 0; count < 4; count += 1) await ackNext(link, 'fast')
  await ackNext(link, 'slow')
  const skipped = await take(link, 'slow')
  await ackNext(link, 'slow')
  t.match(await inspectEvents(link), { oldest: { after: '0' }, acknowledgedBelow: 2 })

  await skipped.ackAck()
  t.match(await inspectEvents(link), { oldest: { after: '2' } })
  await ackNext(link, 'slow')
  t.match(await inspectEvents(link), { oldest: 'acknowledged' })
})

test('a group that filters does not hold back what is not for it', async (t) => {
  const { link } = await withLink(t)
  await addGroup(link, 'finished', 'events.render.*.RenderCompleted')
  for (let number = 0; number < 3; number += 1) await publishEvent(link, event(number))
  t.match(await inspectEvents(link), { oldest: 'acknowledged' })
  await publishEvent(link, event(3, 'RenderCompleted'))
  await ackNext(link, 'finished')
  await publishEvent(link, event(4))
  t.match(await inspectEvents(link), { oldest: 'acknowledged' })
})

test('a group takes the chunks of one render by its filter, or all that were rendered', async (t) => {
  const { link } = await withLink(t)
  await addGroup(link, 'film', `events.chunk.${renderId}.>`)
  await addGroup(link, 'rendered', 'events.chunk.*.*.*.ChunkRendered')
  const ofChunk = (id: string, number: number, type: string): RelayedEvent => ({
    ...event(number, type),
    stream: `chunk-${id}.2.${number}`,
  })
  await publishEvent(link, ofChunk(randomUUID(), 0, 'ChunkRendered'))
  await publishEvent(link, ofChunk(renderId, 1, 'ChunkClaimed'))
  await publishEvent(link, ofChunk(renderId, 12, 'ChunkRendered'))
  const subjectOf = async (group: string) => {
    const message = await take(link, group)
    await message.ackAck()
    return message.subject
  }
  t.equal(await subjectOf('film'), `events.chunk.${renderId}.2.1.ChunkClaimed`)
  t.equal(await subjectOf('film'), `events.chunk.${renderId}.2.12.ChunkRendered`)
  t.match(await subjectOf('rendered'), /\.2\.0\.ChunkRendered$/)
  t.equal(await subjectOf('rendered'), `events.chunk.${renderId}.2.12.ChunkRendered`)
})

test('only what every group has acknowledged is removed, and the newest are kept', async (t) => {
  const { link } = await withLink(t)
  await addGroup(link, 'webhooks')
  for (let number = 0; number < 6; number += 1) await publishEvent(link, event(number))
  const manager = await link.connection.jetstreamManager()
  const firstKept = async () => (await manager.streams.info('RENDER_EVENTS')).state.first_seq

  for (let count = 0; count < 3; count += 1) await ackNext(link, 'webhooks')
  await trimEvents(link, await inspectEvents(link), 1)
  t.equal(await firstKept(), 4, 'nothing that is not acknowledged')
  for (let count = 0; count < 3; count += 1) await ackNext(link, 'webhooks')
  await trimEvents(link, await inspectEvents(link), 2)
  t.equal(await firstKept(), 5, 'the newest two stay')
  await trimEvents(link, await inspectEvents(link), 100)
  t.equal(await firstKept(), 5)
})

test('after the store was wiped the stream has another identity, and the groups can be made again', async (t) => {
  const { nats, link } = await withLink(t)
  await addGroup(link, 'finished', 'events.render.*.RenderCompleted')
  const { groups, createdAt } = await inspectEvents(link)
  t.equal(createdAt, await eventsCreatedAt(link))

  await nats.kill()
  await nats.start()
  t.equal(await eventually(() => eventsCreatedAt(link)), createdAt, 'a restart does not change it')

  await nats.kill()
  nats.wipe()
  await nats.start()
  const anew = await eventually(() => ensureTopology(link))
  t.not(anew.eventsCreatedAt, createdAt)
  await publishEvent(link, event(1, 'RenderCompleted'))
  await restoreGroups(link, groups)
  await restoreGroups(link, groups)
  await ackNext(link, 'finished')
  t.match(await inspectEvents(link), { oldest: 'acknowledged', groups: [{ name: 'finished' }] })
})
