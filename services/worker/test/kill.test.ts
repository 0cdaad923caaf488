import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { test, type Test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { ffmpegsIn } from '../../../test/support/ffmpeg-processes.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { describeService, type ServiceProcess } from '../../../test/support/service-process.ts'
import { openBench, type Bench } from './bench.ts'
import { storeOrder } from './order.ts'
import { holdWork } from './performs.ts'

async function startProcess(t: Test, bench: Bench): Promise<ServiceProcess> {
  const probePort = await freePort()
  const service = describeService({
    service: 'worker',
    name: 'worker',
    probePort,
    env: {
      EVENT_STORE_URL: bench.eventStoreUrl,
      NATS_URL: bench.natsServer.url,
      STORAGE_URL: bench.storageUrl,
      SCRATCH_DIR: bench.scratchRoot,
      PROBE_PORT: String(probePort),
      WORKER_ID: 'worker-in-a-process',
    },
  })
  t.teardown(() => service.kill())
  await service.start()
  return service
}

async function startLongRender(bench: Bench): Promise<string> {
  const { ref } = await storeOrder(bench.storage, 'long video', { seconds: 14, preset: 'archive' })
  const renderId = await bench.request({ order: ref })
  await bench.publish(renderId)
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderPlanned'], 30_000)
  await eventually(() => assert.equal(ffmpegsIn(bench.scratchRoot).length, 1))
  return renderId
}

test('a worker process may be killed, started again and stopped, and nothing is left or lost', async (t) => {
  const bench = await openBench(t)
  const service = await startProcess(t, bench)
  const renderId = await startLongRender(bench)
  const work = holdWork()
  const other = await bench.startWorker({ perform: work.perform, timings: { reconnectGraceMs: 0 } })

  await service.kill()
  await eventually(() => assert.deepEqual(ffmpegsIn(bench.scratchRoot), []), { withinMs: 2_000 })
  // As the dispatcher does when it sees the connection go.
  await bench.release(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1), { withinMs: 2_000 })
  t.match((await bench.events(renderId)).at(-1), {
    type: 'RenderClaimed',
    data: { attempt: 2, workerId: other.workerId },
  })
  work.finish()
  await bench.untilNoWork()
  await other.stop()

  const left = readdirSync(bench.scratchRoot)
  t.equal(left.length, 1, 'the folder of the dead process')
  await service.start()
  t.notOk(existsSync(`${bench.scratchRoot}/${left[0]!}`), 'is removed by the next one that starts')

  const second = await startLongRender(bench)
  t.equal(await service.stop(), 0)
  t.strictSame(ffmpegsIn(bench.scratchRoot), [])
  t.strictSame(readdirSync(bench.scratchRoot), [])
  t.equal(
    (await bench.types(second)).at(-1),
    'RenderHandedBack',
    'one that gets SIGTERM hands back and exits well',
  )
})
