/**
 * A worker of which each item is nothing: claimed, one small object stored, committed, acknowledged; no process is
 * started. What is left is the path itself.
 */
import { createHash } from 'node:crypto'
import { openEventStore } from '@framewright/event-store'
import { connectNats } from '@framewright/jetstream'
import { readConfig, runService } from '@framewright/lifecycle'
import { createLogger, createMetrics } from '@framewright/observability'
import { outputKey, type OutputFile } from '@framewright/schemas'
import { openStorage, type Storage } from '@framewright/storage'
import { startWorker, WorkerConfig, type Perform } from '@framewright/worker'

const name = 'noop worker'
const config = readConfig(WorkerConfig, process.env)
const log = createLogger({ service: name, level: config.LOG_LEVEL })
const bytes = Buffer.from('a film of no frames')
const sha256 = createHash('sha256').update(bytes).digest('hex')

const storeOneObject =
  (storage: Storage): Perform =>
  async ({ item, claimRevision }) => {
    const fileName = 'film.mp4'
    const key = outputKey(item.renderId, String(claimRevision), fileName)
    await storage.putBytes(key, bytes)
    const output: OutputFile = {
      name: 'film',
      key,
      fileName,
      contentType: 'video/mp4',
      sha256,
      sizeBytes: bytes.length,
      frameCount: 0,
      media: { kind: 'video', container: 'mp4', durationSeconds: 0, video: null, audio: null },
    }
    return { result: { kind: 'files', outputs: [output] }, discard: () => storage.remove(key) }
  }

await runService({
  name,
  log,
  start: async ({ releases, fail, stop }) => {
    const eventStore = await openEventStore({ url: config.EVENT_STORE_URL, log })
    releases.add('event store', () => eventStore.close())
    const storage = await openStorage({ url: config.STORAGE_URL, log })
    releases.add('storage', () => storage.close())
    const nats = await connectNats({ url: config.NATS_URL, name, log })
    releases.add('nats', () => nats.close())
    const worker = await startWorker({
      config,
      eventStore,
      nats,
      storage,
      log,
      metrics: createMetrics('worker'),
      fail,
      stop,
      perform: storeOneObject(storage),
      profile: { ffmpegBuild: 'none', encoders: [] },
    })
    releases.add(name, () => worker.stop())
    process.stdout.write('ready\n')
  },
})
