import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'tap'
import { openApiClient } from '../../../test/support/api-client.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { identify } from '../src/process-identity.ts'
import { startStandalone, type Standalone } from '../src/standalone.ts'
import { isListening, textOnly, withDataFolder } from './running.ts'

const start = (dataFolder: string, api = 0): Promise<Standalone> =>
  startStandalone({ dataFolder, ports: { api }, workers: 1, log: quietLog })

test('everything on one machine: it renders, mends itself, stops cleanly, and finds everything again', async (t) => {
  const dataFolder = withDataFolder(t)
  const first = await start(dataFolder)
  t.teardown(() => first.stop())
  t.same(
    first.parts.map(({ name }) => name),
    ['postgres', 'nats', 'projector', 'sweeper', 'worker-1', 'dispatcher', 'api'],
  )

  const api = openApiClient(first.apiUrl, first.token)
  t.equal((await fetch(`${first.apiUrl}/docs`)).status, 200)
  t.equal((await api.request('GET', '/renders/workers')).status, 200, 'the token is an operator’s')
  t.equal((await openApiClient(first.apiUrl, null).request('GET', '/renders')).status, 401)
  const { renderId } = await api.submit(textOnly('first'))
  await api.until(renderId, 'completed', { withinMs: 60_000 })

  await t.rejects(start(dataFolder), { code: 'ALREADY_RUNNING', pid: process.pid })

  for (const name of ['postgres', 'api']) {
    const part = first.parts.find((each) => each.name === name)!
    const killed = part.pid!
    process.kill(killed, 'SIGKILL')
    await eventually(() => {
      if (part.pid === null || part.pid === killed) throw new Error(`${name} is not there again`)
    })
  }
  const second = await eventually(() => api.submit(textOnly('second')), { withinMs: 60_000 })
  await eventually(() => api.until(second.renderId, 'completed'), { withinMs: 60_000 })

  const pids = first.parts.map(({ pid }) => pid!)
  const ports = [first.apiUrl, first.databaseUrl, first.natsUrl].map((url) => Number(new URL(url).port))
  await first.stop()
  t.same(
    pids.filter((pid) => identify(pid) !== null),
    [],
    'no process is left',
  )
  t.same(await Promise.all(ports.map(isListening)), [false, false, false], 'no port is left')
  t.notOk(existsSync(join(dataFolder, 'supervisor.json')))
  t.equal(statSync(join(dataFolder, 'secrets', 'auth-secret')).mode & 0o777, 0o600)
  t.equal(statSync(join(dataFolder, 'environment')).mode & 0o777, 0o600)
  t.match(readFileSync(join(dataFolder, 'environment'), 'utf8'), /^DATABASE_URL=postgres:/m)

  const again = await start(dataFolder)
  t.teardown(() => again.stop())
  const later = openApiClient(again.apiUrl, first.token)
  t.equal((await later.render(renderId)).status, 'completed', 'the same token, the same render')
  t.ok((await later.download(renderId)).length > 0)
})

test('a port that is taken is said at once, and nothing is started', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const dataFolder = withDataFolder(t)
  await t.rejects(start(dataFolder, port), {
    code: 'PORT_TAKEN',
    message: new RegExp(`port ${port} is taken`),
  })
  t.notOk(existsSync(join(dataFolder, 'supervisor.json')), 'and the folder is free again')
})
