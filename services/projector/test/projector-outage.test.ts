import { migrate } from '@framewright/read-model'
import { createMetrics } from '@framewright/observability'
import { startProjector } from '@framewright/projector'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { startPostgresServer } from '../../../test/support/postgres-server.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { liveOneOfEach, openStores, untilProjected } from './history.ts'

test('Postgres killed and started again: the projector says it is not ready, and then goes on by itself', async (t) => {
  const server = await startPostgresServer()
  t.teardown(() => server.remove())
  const { db, eventStore, url } = await openStores(t, server.url)
  await migrate(db)
  await liveOneOfEach(eventStore)
  const config = {
    EVENT_STORE_URL: url,
    DATABASE_URL: url,
    LOG_LEVEL: 'silent',
    PROBE_HOST: '127.0.0.1',
    PROBE_PORT: 0,
  }
  const fail = (error: unknown) => t.fail('the projector failed', { found: error })
  const projector = await startProjector({ config, log: quietLog, metrics: createMetrics('projector'), fail })
  t.teardown(() => projector.stop())
  const answers = (status: number) =>
    eventually(async () => {
      const response = await fetch(`http://127.0.0.1:${projector.probePort}/health/ready`)
      if (response.status !== status) throw new Error(`it answers ${response.status}`)
    })
  await answers(200)

  await server.kill()
  await answers(503)
  await server.start()
  await eventually(() => liveOneOfEach(eventStore))
  await untilProjected({ db, eventStore })
  await answers(200)
})
