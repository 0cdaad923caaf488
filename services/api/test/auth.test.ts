import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import t, { test } from 'tap'
import { signToken } from '../../../test/support/token.ts'
import { secret, withApi } from './api.ts'
import { giveAsset, submit } from './edits.ts'

const api = await withApi(t)

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const seconds = Math.floor(Date.now() / 1000)
const claims = { iss: 'framewright', aud: 'framewright-api', sub: 'ada', roles: ['user'], exp: seconds + 60 }

/** A token signed by hand: with another secret, header or claims than the right ones. */
function forged({
  header = {},
  body = {},
  with: key = secret,
  hash = 'sha256',
}: {
  header?: object
  body?: object
  with?: string
  hash?: string
}): string {
  const text = `${part({ alg: 'HS256', typ: 'JWT', ...header })}.${part({ ...claims, ...body })}`
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const rsaText = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`
const good = forged({})
const [head, body, signature] = good.split('.') as [string, string, string]

const tokens: readonly [name: string, authorization: string | undefined][] = [
  ['none', undefined],
  ['an empty one', 'Bearer '],
  ['text that is no token', 'Bearer abc'],
  ['another scheme', `Basic ${good}`],
  ['one that has expired', `Bearer ${forged({ body: { exp: seconds - 1 } })}`],
  ['one without an end', `Bearer ${forged({ body: { exp: undefined } })}`],
  ['one that is not valid yet', `Bearer ${forged({ body: { nbf: seconds + 600 } })}`],
  [
    'one signed with another secret',
    `Bearer ${forged({ with: 'another secret, which is long enough too' })}`,
  ],
  ['alg none, unsigned', `Bearer ${part({ alg: 'none', typ: 'JWT' })}.${body}.`],
  ['alg none, with a signature', `Bearer ${part({ alg: 'none', typ: 'JWT' })}.${body}.${signature}`],
  ['alg HS512', `Bearer ${forged({ header: { alg: 'HS512' }, hash: 'sha512' })}`],
  [
    'alg RS256',
    `Bearer ${rsaText}.${sign('sha256', Buffer.from(rsaText), privateKey).toString('base64url')}`,
  ],
  ['claims that were changed', `Bearer ${head}.${part({ ...claims, sub: 'eve' })}.${signature}`],
  ['another issuer', `Bearer ${forged({ body: { iss: 'somebody' } })}`],
  ['another audience', `Bearer ${forged({ body: { aud: 'framewright-socket' } })}`],
  ['no user', `Bearer ${forged({ body: { sub: undefined } })}`],
  ['an empty user', `Bearer ${forged({ body: { sub: '' } })}`],
  ['a user that is no text', `Bearer ${forged({ body: { sub: 7 } })}`],
  ['a user with a NUL', `Bearer ${forged({ body: { sub: 'a\u0000b' } })}`],
]

for (const [name, authorization] of tokens) {
  test(`no token: ${name}`, async (t) => {
    const headers = authorization === undefined ? {} : { authorization }
    for (const [method, path] of [
      ['GET', '/renders'],
      ['POST', '/projects/project-1/render'],
      ['POST', '/assets'],
    ] as const) {
      const answer = await api.request(method, path, { headers })
      t.strictSame([answer.status, answer.problem.code], [401, 'UNAUTHENTICATED'])
      t.match(answer.headers['www-authenticate'], /^Bearer/)
    }
  })
}

test('the token that all the others differ from is one', async (t) => {
  t.equal(
    (await api.request('GET', '/renders', { headers: { authorization: `Bearer ${good}` } })).status,
    200,
  )
})

test('a token can have several audiences and roles that are not known', async (t) => {
  const token = forged({ body: { aud: ['framewright-api', 'other'], roles: ['admin', 'user'] } })
  t.equal(
    (await api.request('GET', '/renders', { headers: { authorization: `Bearer ${token}` } })).status,
    200,
  )
})

test("another user's render and asset are not there, on any route", async (t) => {
  const [user, other] = [api.user(), api.user('eve')]
  const { renderId } = await submit(user)
  const { assetId } = await giveAsset(api, user)
  const routes = [
    ['GET', `/renders/${renderId}`],
    ['HEAD', `/renders/${renderId}`],
    ['DELETE', `/renders/${renderId}`],
    ['POST', `/renders/${renderId}/cancel`],
    ['POST', `/renders/${renderId}/retry`],
    ['GET', `/renders/${renderId}/download`],
    ['HEAD', `/renders/${renderId}/download`],
    ['GET', `/renders/${renderId}/download?output=film`],
    ['GET', `/renders/${renderId}/chunks`],
    ['GET', `/renders/${renderId}/logs`],
    ['GET', `/renders/${renderId}/logs?attempt=1`],
    ['GET', `/renders/${renderId}/events`],
    ['GET', `/assets/${assetId}`],
    ['DELETE', `/assets/${assetId}`],
  ] as const
  const operator = api.user('olga', ['operator', 'analyst'])
  for (const [method, path] of routes) {
    const answer = await other.request(method, path)
    t.equal(answer.status, 404, `${method} ${path}`)
    const asOperator = await operator.request(method, path)
    const expected = path.endsWith('/events') ? 200 : path.endsWith('/retry') ? 202 : 404
    t.equal(asOperator.status, expected, `an operator sees the history and may retry: ${method} ${path}`)
  }
  t.match((await user.request('GET', `/renders/${renderId}`)).json(), { status: 'queued', version: 0 })
  t.equal((await user.request('GET', `/assets/${assetId}`)).status, 200)
  for (const list of ['/renders', '/projects/project-1/render', '/assets']) {
    const page = (await other.request('GET', list)).json<Record<string, unknown[]>>()
    t.equal((page['renders'] ?? page['assets'])?.length, 0, list)
  }
})

test("analysts and operators see everybody's events, others their own", async (t) => {
  const [user, other] = [api.user(), api.user('eve')]
  await submit(user)
  const lines = async (who: typeof user, query = '') =>
    (await who.request('GET', `/events${query}`)).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { userId?: string })
  t.equal((await lines(other)).length, 1, 'nothing but the end')
  t.equal((await lines(user)).length, 2)
  for (const role of ['analyst', 'operator'] as const) {
    const seen = await lines(api.user('olga', [role]), `?user=${user.userId}`)
    t.strictSame(
      seen.slice(0, -1).map((line) => line.userId),
      [user.userId],
    )
  }
  const refused = await other.request('GET', `/events?user=${user.userId}`)
  t.strictSame([refused.status, refused.problem.code], [403, 'FORBIDDEN'])
})

test("queue and figures are the caller's own, and everybody's for operators", async (t) => {
  const [user, other, operator] = [api.user(), api.user('eve'), api.user('olga', ['operator'])]
  const { renderId } = await submit(user)
  const queueOf = async (who: typeof user) =>
    (await who.request('GET', '/renders/queue')).json<{ renders: { renderId: string }[] }>().renders
  t.strictSame(
    (await queueOf(user)).map((render) => render.renderId),
    [renderId],
  )
  t.strictSame(await queueOf(other), [])
  t.ok((await queueOf(operator)).some((render) => render.renderId === renderId))
  const queued = async (who: typeof user) =>
    (await who.request('GET', '/renders/metrics')).json<{ byStatus: { queued: number } }>().byStatus.queued
  t.strictSame([await queued(user), await queued(other)], [1, 0])
  t.ok((await queued(operator)) >= 1)
})

test('a token that is signed elsewhere with the same secret is taken', async (t) => {
  const authorization = `Bearer ${signToken(secret, { userId: 'ada' })}`
  t.equal((await api.request('GET', '/renders', { headers: { authorization } })).status, 200)
})
