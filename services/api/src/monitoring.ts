import { getRenderMetrics, getRenderQueue } from '@framewright/read-model'
import { MetricsQuery, MetricsView, QueueView, WorkerList } from '@framewright/schemas'
import type { ApiDeps, App } from './api-deps.ts'
import { callerIn, isOperator } from './auth.ts'
import { problemAnswers } from './problem-answers.ts'
import { estimateQueue, recentSpeed } from './queue-estimates.ts'

const tags = ['monitoring']
const millisecondsPerHour = 3_600_000
const defaultHours = 24

export function registerMonitoringRoutes(app: App, deps: ApiDeps): void {
  const { database, nats, workers, settings, now } = deps
  app.get(
    '/renders/queue',
    {
      schema: {
        tags,
        summary: 'What waits and what runs',
        description:
          'The load of each lane, and where your renders stand in it. Operators see the renders of everybody.',
        response: { 200: QueueView, ...problemAnswers('SERVICE_UNAVAILABLE') },
      },
    },
    async (request): Promise<QueueView> => {
      const caller = callerIn(request)
      const userId = isOperator(caller) ? null : caller.userId
      const { ageStepMs } = settings
      const { lanes, line, renders } = await getRenderQueue(database, { userId, now: now(), ageStepMs })
      const estimates = estimateQueue(deps, { line, speed: await recentSpeed(deps) })
      return {
        lanes: lanes.map(({ classes, ...lane }) => ({ ...lane, classes: [...classes] })),
        renders: renders.map(
          ({ renderId, projectId, title, lane, class: itemClass, status, queuedAt, position }) => ({
            ...{ renderId, projectId, title, lane, class: itemClass, status, queuedAt, position },
            estimate: estimates.get(renderId) ?? null,
          }),
        ),
      }
    },
  )

  app.get(
    '/renders/metrics',
    {
      schema: {
        tags,
        summary: 'Figures of the last hours',
        description: 'Of your own renders; for operators, of all. Counters for Prometheus are at /metrics.',
        querystring: MetricsQuery,
        response: { 200: MetricsView, ...problemAnswers('SCHEMA_VIOLATION', 'SERVICE_UNAVAILABLE') },
      },
    },
    (request): Promise<MetricsView> => {
      const caller = callerIn(request)
      const to = now()
      const from = new Date(to.getTime() - (request.query.hours ?? defaultHours) * millisecondsPerHour)
      return getRenderMetrics(database, { userId: isOperator(caller) ? null : caller.userId, from, to })
    },
  )

  app.get(
    '/renders/workers',
    {
      schema: {
        tags,
        summary: 'The workers that are alive',
        description:
          'From what each says of itself once a second. What it holds and where it runs is for operators.',
        response: { 200: WorkerList },
      },
    },
    (request): WorkerList => ({
      connected: nats.isConnected,
      workers: workers.alive().map((worker) => workers.view(worker, isOperator(callerIn(request)))),
    }),
  )
}
