import { Batch, BatchQuery, BatchView, IdempotencyHeaders, ProjectParams } from '@framewright/schemas'
import type { ApiDeps, App } from './api-deps.ts'
import { callerIn, isOperator } from './auth.ts'
import { submitBatch } from './batch.ts'
import { problemAnswers } from './problem-answers.ts'
import { askerIn } from './render-routes.ts'
import { submitRefusals } from './submit-route.ts'

const schema = {
  tags: ['renders'],
  summary: 'Submit a template with rows: a film for each row',
  description:
    'Answers 202 with the renders, in the order of the rows. All of them are checked before any is requested. With an ' +
    '`Idempotency-Key` the request may be repeated, and finishes what a first one began.',
  params: ProjectParams,
  querystring: BatchQuery,
  headers: IdempotencyHeaders,
  body: Batch,
  response: {
    202: BatchView,
    ...problemAnswers('TEMPLATE_INVALID', ...submitRefusals),
  },
}

export function registerBatchRoute(app: App, deps: ApiDeps): void {
  app.post('/projects/:projectId/batch', { schema }, async (request, reply) => {
    const submission = {
      projectId: request.params.projectId,
      batch: request.body,
      class: request.query.class ?? null,
      maySkipAhead: isOperator(callerIn(request)),
      idempotencyKey: request.headers['idempotency-key'] ?? null,
    }
    const submitted = await submitBatch(deps, submission, askerIn(request))
    if (submitted.every(({ isRepeat }) => isRepeat)) void reply.header('idempotency-replayed', 'true')
    return reply.code(202).send({ renders: submitted.map(({ render }) => render) })
  })
}
