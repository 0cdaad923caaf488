import { setTimeout as delay } from 'node:timers/promises'
import { Readiness } from '@framewright/schemas'
import { Type } from 'typebox'
import type { ApiDeps, App } from './api-deps.ts'

/** Whoever asks gives up after some seconds: a part that does not answer in time is not ready. */
const answerTimeoutMs = 2_000

const Live = Type.Object({ status: Type.Literal('live') })

/** The probes, on the API's own port. Open to anybody: they tell nothing of a user. */
export function registerHealthRoutes(app: App, deps: ApiDeps): void {
  const { eventStore, database, storage, nats, metrics, log } = deps
  const hide = { hide: true, security: [] }

  app.get('/health/live', { schema: { ...hide, response: { 200: Live } } }, () => ({
    status: 'live' as const,
  }))

  app.get(
    '/health/ready',
    { schema: { ...hide, response: { 200: Readiness, 503: Readiness } } },
    async (_request, reply) => {
      const [storeAnswers, rowsAnswer, storageAnswers] = await Promise.all([
        answers('event store', () => eventStore.ping()),
        answers('read model', () => database.ping()),
        answers('storage', () => storage.ping()),
      ])
      const parts = {
        eventStore: storeAnswers,
        readModel: rowsAnswer,
        storage: storageAnswers,
        broker: nats.isConnected,
      }
      const ready = storeAnswers && rowsAnswer && storageAnswers
      return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', parts })
    },
  )

  app.get('/metrics', { schema: hide }, async (_request, reply) => {
    return reply.type(metrics.contentType).send(await metrics.text())
  })

  async function answers(part: string, ping: () => Promise<void>): Promise<boolean> {
    const over = new AbortController()
    const silence = delay(answerTimeoutMs, false, { signal: over.signal })
    silence.catch(() => null) // Ended below, once there was an answer.
    try {
      return await Promise.race([ping().then(() => true), silence])
    } catch (error: unknown) {
      log.warn({ err: error, part }, 'is not ready')
      return false
    } finally {
      over.abort()
    }
  }
}
