import {
  DryRun,
  Edit,
  IdempotencyHeaders,
  ProjectParams,
  RenderView,
  SubmitQuery,
} from '@framewright/schemas'
import { basePath, type ApiDeps, type App } from './api-deps.ts'
import { callerIn, isOperator } from './auth.ts'
import { dryRun } from './dry-run.ts'
import { problemAnswers } from './problem-answers.ts'
import { askerIn } from './render-routes.ts'
import { submitRender } from './submit-render.ts'

/** Why an edit may not become a render. */
export const submitRefusals = [
  ...(['BODY_NOT_JSON', 'FORBIDDEN', 'RENDER_DELETED', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const),
  ...(['EDIT_INVALID', 'SCHEMA_VIOLATION', 'ASSET_UNKNOWN', 'PRESET_UNKNOWN'] as const),
  ...(['IDEMPOTENCY_KEY_REUSED', 'SERVICE_UNAVAILABLE'] as const),
]

const schema = {
  tags: ['renders'],
  summary: 'Submit an edit',
  description:
    'Answers 202 with the render, which is queued. With an `Idempotency-Key` the request may be repeated: one key, one ' +
    'render, and `Idempotency-Replayed: true` says that it was there already. `?dryRun=true` answers 200 with the plan.',
  params: ProjectParams,
  querystring: SubmitQuery,
  headers: IdempotencyHeaders,
  body: Edit,
  response: {
    200: DryRun,
    202: RenderView,
    ...problemAnswers(...submitRefusals),
  },
}

export function registerSubmitRoute(app: App, deps: ApiDeps): void {
  app.post('/projects/:projectId/render', { schema }, async (request, reply) => {
    const submission = {
      projectId: request.params.projectId,
      edit: request.body,
      class: request.query.class ?? null,
      maySkipAhead: isOperator(callerIn(request)),
    }
    if (request.query.dryRun === true)
      return reply.code(200).send(await dryRun(deps, submission, askerIn(request)))

    const idempotencyKey = request.headers['idempotency-key'] ?? null
    const { render, isRepeat } = await submitRender(deps, { ...submission, idempotencyKey }, askerIn(request))
    if (isRepeat) void reply.header('idempotency-replayed', 'true')
    return reply.code(202).header('location', `${basePath}/renders/${render.renderId}`).send(render)
  })
}
