import { mkdir, readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { ApiConfig, basePath, startApi } from '@framewright/api'
import { ConfigInvalid, readConfig } from '@framewright/lifecycle'
import { createMetrics } from '@framewright/observability'
import { test, type Test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { withNats } from '../../../test/support/nats-server.ts'
import { runSql, withDatabase } from '../../../test/support/postgres.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { signToken } from '../../../test/support/token.ts'

const secret = 'a secret of these tests, long enough to be one'

async function environment(t: Test) {
  const [{ url }, nats] = await Promise.all([withDatabase(t, { empty: true }), withNats(t)])
  const folder = t.testdir({ storage: {}, uploads: {} })
  return {
    EVENT_STORE_URL: url,
    DATABASE_URL: url,
    NATS_URL: nats.url,
    STORAGE_URL: `file://${join(folder, 'storage')}`,
    UPLOAD_DIR: join(folder, 'uploads'),
    API_PORT: '0',
    AUTH_SECRET: secret,
  }
}

const start = (env: NodeJS.ProcessEnv) =>
  startApi({ config: readConfig(ApiConfig, env), log: quietLog, metrics: createMetrics('api') })

test('the service starts on an empty database, answers, and lets go of its port', async (t) => {
  const env = await environment(t)
  const [old, young] = ['old', 'young'].map((name) => join(env.UPLOAD_DIR, name))
  for (const folder of [old!, young!]) await mkdir(folder)
  const yesterday = new Date(Date.now() - 86_400_000)
  await utimes(old!, yesterday, yesterday)

  const api = await start(env)
  t.teardown(() => api.close())
  t.strictSame(await readdir(env.UPLOAD_DIR), ['young'], 'what a killed process left long ago is gone')
  t.equal((await fetch(`${api.url}/health/ready`)).status, 200)
  const authorization = `Bearer ${signToken(secret, { userId: 'ada' })}`
  const answer = await fetch(`${api.url}${basePath}/renders`, { headers: { authorization } })
  t.strictSame(await answer.json(), { renders: [], nextCursor: null })
  await api.close()
  await t.rejects(fetch(`${api.url}/health/live`))
})

test('a start that fails half-way lets go of what it had opened', async (t) => {
  const env = await environment(t)
  await t.rejects(start({ ...env, STORAGE_URL: 'ftp://nowhere' }), /ftp/)
  await eventually(async () => {
    const open = await runSql(
      env.DATABASE_URL,
      `select application_name from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`,
    )
    if (open.length > 0) throw new Error(JSON.stringify(open))
  })
})

test('a configuration that is wrong is refused, all of it at once, and tells no secret', (t) => {
  try {
    readConfig(ApiConfig, { AUTH_SECRET: 'short', API_PORT: 'eighty' })
    t.fail('it was taken')
  } catch (error: unknown) {
    t.ok(error instanceof ConfigInvalid)
    const text = (error as ConfigInvalid).problems.join('\n')
    for (const name of [
      'EVENT_STORE_URL',
      'DATABASE_URL',
      'NATS_URL',
      'STORAGE_URL',
      'AUTH_SECRET',
      'API_PORT',
    ])
      t.match(text, name)
    t.notMatch(text, /short(?!er)/)
  }
  t.end()
})
