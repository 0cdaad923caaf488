import { askToDrain, BrokerUnavailable } from '@framewright/jetstream'
import { DrainingWorker, WorkerParams } from '@framewright/schemas'
import type { ApiDeps, App } from './api-deps.ts'
import { callerIn, isOperator } from './auth.ts'
import { problemAnswers } from './problem-answers.ts'
import { RequestRefused } from './problem.ts'

/**
 * In: the id of a worker, from an operator. Out: its own word that it drains. Nothing is kept here, so a worker that nobody
 * listens for is not there, whoever has heard of it; and to ask again, at any time, does no harm.
 */
export function registerDrainRoute(app: App, { nats, log }: ApiDeps): void {
  app.post(
    '/workers/:workerId/drain',
    {
      schema: {
        tags: ['monitoring'],
        summary: 'Let a worker finish, and end',
        description:
          'For operators. As after SIGTERM: it takes nothing more, finishes what is nearly done, hands the rest back at no ' +
          'cost of an attempt, and ends with the code 0.',
        params: WorkerParams,
        response: {
          202: DrainingWorker,
          ...problemAnswers('FORBIDDEN', 'NOT_FOUND', 'WORKER_SILENT', 'SERVICE_UNAVAILABLE'),
        },
      },
    },
    async (request, reply) => {
      const caller = callerIn(request)
      if (!isOperator(caller)) throw new RequestRefused('FORBIDDEN', 'Workers are drained by operators.')
      const { workerId } = request.params
      const answer = await askToDrain(nats, workerId)
      switch (answer) {
        case 'draining':
          log.info({ workerId, userId: caller.userId }, 'a worker was told to drain')
          return reply.code(202).send({ workerId, draining: true })
        case 'no-responders':
          throw new RequestRefused('NOT_FOUND', 'There is no such worker.')
        case 'silent':
          throw new RequestRefused('WORKER_SILENT', 'The worker did not answer in time.')
        case 'cut-off':
          throw new BrokerUnavailable('the broker did not answer')
      }
    },
  )
}
