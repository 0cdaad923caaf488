import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { closeCodes } from '@framewright/api'
import type { SocketTicket } from '@framewright/schemas'
import t, { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { signToken } from '../../../test/support/token.ts'
import { secret, withApi, type TestUser } from './api.ts'
import { submit } from './edits.ts'
import { connect, endSockets, refusal } from './socket-client.ts'

const api = await withApi(t)
t.teardown(endSockets)

const withToken = (user: TestUser, token: string): TestUser => ({ ...user, token })

test('a connection is made with the token in the header, among the subprotocols, or with a ticket', async (t) => {
  const user = api.user()
  const { renderId } = await submit(user)
  const { ticket } = (await user.request('POST', '/ws-ticket')).json<SocketTicket>()
  const clients = [
    await connect(api, user),
    await connect(api, null, { protocols: ['framewright.v1', `bearer.${user.token}`] }),
    await connect(api, null, { query: `?ticket=${ticket}` }),
  ]
  t.strictSame(
    clients.map(({ socket }) => socket.protocol),
    ['', 'framewright.v1', ''],
  )
  for (const client of clients) {
    client.subscribe('*')
    t.ok(await client.untilVersion(renderId, 0))
  }
})

test('without a token that is valid there is no connection', async (t) => {
  const user = api.user()
  const expired = signToken(secret, { userId: user.userId, lifetimeSeconds: -1 })
  const foreign = signToken('another secret, which is long enough too', { userId: user.userId })
  t.equal(await refusal(api, null), 401)
  for (const token of ['x', expired, foreign]) {
    t.equal(await refusal(api, withToken(user, token)), 401)
    t.equal(await refusal(api, null, { protocols: ['framewright.v1', `bearer.${token}`] }), 401)
    t.equal(await refusal(api, null, { query: `?ticket=${token}` }), 401)
  }
  t.equal(await refusal(api, null, { query: `?ticket=${user.token}` }), 401, 'a token is no ticket')
})

test('a ticket opens one connection, however many try at once, and nothing else', async (t) => {
  const user = api.user()
  const { ticket } = (await user.request('POST', '/ws-ticket')).json<SocketTicket>()
  const query = `?ticket=${ticket}`
  const connecting = () =>
    connect(api, null, { query }).then(
      () => 'open',
      (error: Error) => error.message,
    )
  const outcomes = await Promise.all(Array.from({ length: 4 }, connecting))
  const refused = 'Unexpected server response: 401'
  t.strictSame(outcomes.sort(), [refused, refused, refused, 'open'])
  t.equal(await refusal(api, null, { query }), 401)
  const authorization = `Bearer ${ticket}`
  t.equal((await api.request('GET', '/renders', { headers: { authorization } })).status, 401)
})

test('a page of another origin may not connect, one of a listed or the own origin may', async (t) => {
  const user = api.user()
  const { host } = new URL(api.url)
  t.equal(await refusal(api, user, { headers: { origin: 'https://evil.example' } }), 403)
  t.equal(await refusal(api, user, { headers: { origin: 'null' } }), 403)
  for (const origin of ['https://editor.example', `http://${host}`]) {
    const client = await connect(api, user, { headers: { origin } })
    client.socket.terminate()
    await client.closed
  }
})

test('a request that is no upgrade is told so, and an upgrade of another path is not one', async (t) => {
  const user = api.user()
  const plain = await user.request('GET', '/ws')
  t.strictSame([plain.status, plain.problem.code], [404, 'NOT_FOUND'])
  const renders = { ...api, url: api.url }
  t.equal(await refusal(renders, user, { query: `/${randomUUID()}` }), 404)
})

test('when the token expires, the connection is closed, also one that was opened with a ticket', async (t) => {
  // An hour of tokens ends in a second: by this clock, which is the one that connections go by.
  const hourMs = 3_600_000
  const api = await withApi(t, { deps: () => ({ now: () => new Date(Date.now() + hourMs - 2_000) }) })
  const user = api.user()
  const { ticket } = (await user.request('POST', '/ws-ticket')).json<SocketTicket>()
  const clients = [await connect(api, user), await connect(api, null, { query: `?ticket=${ticket}` })]
  for (const client of clients) t.equal(await client.closed, closeCodes.tokenExpired)
})

test('a user may have so many connections at once, and another user their own', async (t) => {
  const [user, other] = [api.user(), api.user('eve')]
  const clients = await Promise.all(Array.from({ length: 5 }, () => connect(api, user)))
  t.equal(await refusal(api, user), 429)
  await connect(api, other)
  clients[0]!.socket.close()
  await clients[0]!.closed
  await eventually(() => connect(api, user))
})

test('a client that floods it is cut off, and one that sends too much at once', async (t) => {
  const user = api.user()
  const flooding = await connect(api, user)
  for (let n = 0; n < 2_000; n += 1) flooding.subscribe('*')
  t.equal(await flooding.closed, closeCodes.tooManyMessages)
  const huge = await connect(api, user)
  huge.send('x'.repeat(20_000))
  t.equal(await huge.closed, 1009)
})

test('when the process stops, connections are closed with a word', async (t) => {
  const api = await withApi(t)
  const user = api.user()
  const client = await connect(api, user)
  const silent = await connect(api, user)
  // Answers nothing, not even the closing handshake.
  silent.socket.pause()
  await api.app.close()
  t.equal(await client.closed, closeCodes.goingAway)
  silent.socket.resume()
  t.ok([closeCodes.goingAway, 1006].includes(await silent.closed))
})

test('a connection that has asked for nothing yet holds nothing up when the process stops', async (t) => {
  const api = await withApi(t)
  const silent = connectTcp(Number(new URL(api.url).port), '127.0.0.1')
  await once(silent, 'connect')
  await api.request('GET', '/health/live')
  await Promise.all([api.app.close(), once(silent, 'close')])
})
