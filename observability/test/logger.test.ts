import { test } from 'tap'
import { createLogger } from '@framewright/observability'

function logged(write: (log: ReturnType<typeof createLogger>) => void, level = 'info'): string[] {
  const lines: string[] = []
  write(createLogger({ service: 'api', level, destination: { write: (line) => void lines.push(line) } }))
  return lines
}
const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl'

test('an entry is one line of JSON with the service and an ISO time', async (t) => {
  const [line = ''] = logged((log) => log.info({ renderId: 'r1' }, 'requested'))
  t.match(JSON.parse(line), { level: 30, service: 'api', renderId: 'r1', msg: 'requested' })
  t.match((JSON.parse(line) as { time: string }).time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
})

test('what lies below the level is not written', async (t) => {
  t.same(
    logged((log) => log.debug('x')),
    [],
  )
  t.equal(logged((log) => log.debug('x'), 'debug').length, 1)
  t.same(
    logged((log) => log.error('x'), 'silent'),
    [],
  )
})

test('an error is written with its code, its stack and its cause', async (t) => {
  const error = Object.assign(new Error('no rows', { cause: new Error('link lost') }), { code: 'GONE' })
  const [line = ''] = logged((log) => log.error({ err: error }, 'failed'))
  t.match(JSON.parse(line), { err: { type: 'Error', code: 'GONE', message: /no rows/, stack: /link lost/ } })
})

test('secrets are left out, wherever they are', async (t) => {
  const lines = logged((log) => {
    log.info({ password: 'hunter2', config: { authSecret: 'hunter2' } }, 'fields')
    log.info({ req: { headers: { authorization: 'Bearer hunter2', cookie: 'hunter2' } } }, 'headers')
    log.info({ url: 'postgres://ada:hunter2@db:5432/x?sslmode=require' }, 'a url')
    log.error({ err: new Error('cannot reach nats://worker:hunter2@broker:4222') }, 'an error')
    log.child({ token: 'hunter2' }).warn(`the token ${token} is not valid`)
    log.info({ url: '/ws?ticket=hunter2&x=1' }, 'a ticket')
  })
  t.equal(lines.length, 6)
  t.notMatch(lines.join(''), /hunter2|eyJ/)
  t.match(lines[2], /postgres:\/\/ada:\[redacted\]@db:5432\/x\?sslmode=require/)
  for (const line of lines) t.doesNotThrow(() => void JSON.parse(line))
})

test('what merely looks like a secret is left as it is', async (t) => {
  const text = 'http://127.0.0.1:8080/docs at 12:30 by ada@example.org, user eyJ'
  const [line = ''] = logged((log) => log.info(text))
  t.equal((JSON.parse(line) as { msg: string }).msg, text)
})
