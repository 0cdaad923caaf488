import { openEventStore } from '@framewright/event-store'
import { connectNats } from '@framewright/jetstream'
import { readConfig, runService } from '@framewright/lifecycle'
import { createLogger, createMetrics, startProbeServer, startTelemetry } from '@framewright/observability'
import { openStorage } from '@framewright/storage'
import { WorkerConfig } from './config.ts'
import { startWorker } from './start.ts'
import { usualTimings } from './timings.ts'
import { untilAnswered } from './until-answered.ts'

const name = 'worker'
const config = readConfig(WorkerConfig, process.env)
const log = createLogger({ service: name, level: config.LOG_LEVEL })
const releaseMs = 5_000

await runService({
  name,
  log,
  drainTimeoutMs: usualTimings.drainFinishMs + usualTimings.drainRecordMs + releaseMs,
  start: async ({ releases, stopping, fail, stop }) => {
    const metrics = createMetrics(name)
    const telemetry = await startTelemetry({ service: name, endpoint: config.OTLP_ENDPOINT ?? null })
    releases.add('telemetry', () => telemetry.stop())
    // Who comes up before what it needs waits for it, rather than to be started over and over.
    const whenThere = <T>(open: () => Promise<T>) => untilAnswered(open, { giveUp: stopping, log })
    const eventStore = await whenThere(() => openEventStore({ url: config.EVENT_STORE_URL, log }))
    releases.add('event store', () => eventStore.close())
    const storage = await whenThere(() => openStorage({ url: config.STORAGE_URL, log }))
    releases.add('storage', () => storage.close())
    const nats = await whenThere(() => connectNats({ url: config.NATS_URL, name, log }))
    releases.add('nats', () => nats.close())

    const worker = await startWorker({ config, eventStore, nats, storage, log, metrics, fail, stop })
    releases.add(name, () => worker.stop())
    const probes = await startProbeServer({
      host: config.PROBE_HOST,
      port: config.PROBE_PORT,
      metrics,
      log,
      ready: async () => {
        await eventStore.ping()
        return worker.isReady
      },
    })
    releases.add('probes', () => probes.close())
  },
})
