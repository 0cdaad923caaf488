import { readConfig } from '@framewright/lifecycle'
import { test } from 'tap'
import { WorkerConfig, workerIdOf } from '../src/config.ts'

const least = {
  EVENT_STORE_URL: 'postgres://localhost/events',
  NATS_URL: 'nats://localhost',
  STORAGE_URL: 'file:///var/lib/framewright',
  SCRATCH_DIR: '/var/tmp/framewright',
}

test('a worker takes what its machine bears from the CPU lanes, unless it is told otherwise', async (t) => {
  t.match(readConfig(WorkerConfig, least), {
    WORKER_LANES: ['cpu-s', 'cpu-l'],
    PROBE_PORT: 0,
  })
  t.match(readConfig(WorkerConfig, { ...least, WORKER_LANES: 'gpu, cpu-l', WORKER_SLOTS: '4' }), {
    WORKER_SLOTS: 4,
    WORKER_LANES: ['gpu', 'cpu-l'],
  })
})

test('lanes that do not exist and ids that no subject takes are refused by name', async (t) => {
  const wrong = { ...least, WORKER_LANES: 'cpu-xl', WORKER_ID: 'a worker.1', WORKER_SLOTS: '0' }
  try {
    readConfig(WorkerConfig, wrong)
    t.fail('it was accepted')
  } catch (error: unknown) {
    const { problems } = error as { problems: string[] }
    t.strictSame(problems.map((problem) => problem.split(' ')[0]).sort(), [
      'WORKER_ID',
      'WORKER_LANES',
      'WORKER_SLOTS',
    ])
  }
})

test('without an id a worker gets one that is its own, and a token of subjects', async (t) => {
  const [one, two] = [workerIdOf(undefined), workerIdOf(undefined)]
  t.not(one, two)
  t.match(one, /^[A-Za-z0-9_-]+$/)
  t.equal(workerIdOf('worker-7'), 'worker-7')
})
