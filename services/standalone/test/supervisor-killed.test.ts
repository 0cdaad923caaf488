import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { test, type Test } from 'tap'
import { openApiClient } from '../../../test/support/api-client.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { isAlive, type ProcessIdentity } from '../src/process-identity.ts'
import { isListening, textOnly, withDataFolder } from './running.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

/** What `npm start` runs, but without workers: what is asked for stays queued. */
async function startProcess(t: Test, dataFolder: string) {
  const child = spawn(process.execPath, ['services/standalone/dist/main.js'], {
    cwd: repository,
    env: { ...process.env, DATA_FOLDER: dataFolder, API_PORT: '0', WORKERS: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const exited = once(child, 'exit')
  const said: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    if (line === 'framewright has started') break
  }
  const told = (name: string) =>
    said
      .find((line) => line.trim().startsWith(name))
      ?.trim()
      .split(/\s+/)[1] ?? ''
  if (told('API') === '') throw new Error(`it did not start: ${said.join('\n')}`)
  const apiUrl = new URL(told('API')).origin
  return { child, exited, apiUrl, api: openApiClient(apiUrl, told('Token')), said }
}

const recorded = (dataFolder: string): ProcessIdentity[] =>
  readdirSync(join(dataFolder, 'processes')).map(
    (file) => JSON.parse(readFileSync(join(dataFolder, 'processes', file), 'utf8')) as ProcessIdentity,
  )

test('what was compiled is what runs', async (t) => {
  const { status, stdout } = spawnSync('bash', ['deploy/setup.sh', '--build'], {
    cwd: repository,
    encoding: 'utf8',
  })
  t.equal(status, 0, stdout)
})

test('kill -9 of the supervisor takes everything along, and the next start finds what was acknowledged', async (t) => {
  const dataFolder = withDataFolder(t)
  const first = await startProcess(t, dataFolder)
  const { renderId } = await first.api.submit(textOnly('first'))
  const processes = recorded(dataFolder)
  // Postgres, nats-server, api, dispatcher, projector and sweeper.
  t.equal(processes.length, 6)

  first.child.kill('SIGKILL')
  await first.exited
  // Where nothing ties a child to its parent's death, the next start reaps them.
  if (process.platform === 'linux') {
    await eventually(() => {
      const left = processes.filter(isAlive)
      if (left.length > 0) throw new Error(`${left.length} processes live on`)
    })
  }

  const second = await startProcess(t, dataFolder)
  t.same(processes.filter(isAlive), [])
  t.equal((await second.api.render(renderId)).status, 'queued')

  const left = recorded(dataFolder)
  second.child.kill('SIGINT')
  t.same(await second.exited, [0, null])
  t.same(left.filter(isAlive), [])
  t.notOk(await isListening(Number(new URL(second.apiUrl).port)))
  t.same(readdirSync(join(dataFolder, 'processes')), [])
})
