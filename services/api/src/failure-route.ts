import { listFailures, type RenderRow } from '@framewright/read-model'
import { FailureList, FailureListQuery } from '@framewright/schemas'
import type { ApiDeps, App } from './api-deps.ts'
import { callerIn, isOperator } from './auth.ts'
import { problemAnswers } from './problem-answers.ts'
import { refusingCursors } from './render-routes.ts'

const defaultLimit = 50

/** What was tried as often as it may be, for whoever is to find out why. */
export function registerFailureRoute(app: App, { database }: ApiDeps): void {
  app.get(
    '/renders/failures',
    {
      schema: {
        tags: ['monitoring'],
        summary: 'What has failed for good, the latest first',
        description:
          'Your own renders; for operators, those of everybody, who may retry them as well. Each with its code and the last lines of FFmpeg. What is retried leaves the list.',
        querystring: FailureListQuery,
        response: { 200: FailureList, ...problemAnswers('SCHEMA_VIOLATION', 'SERVICE_UNAVAILABLE') },
      },
    },
    async (request): Promise<FailureList> => {
      const caller = callerIn(request)
      const { limit = defaultLimit, ...filter } = request.query
      const userId = isOperator(caller) ? null : caller.userId
      const page = await refusingCursors(listFailures(database, { ...filter, userId, limit }))
      return { failures: page.renders.map(toFailure), nextCursor: page.nextCursor }
    },
  )
}

function toFailure(row: RenderRow): FailureList['failures'][number] {
  return {
    renderId: row.render_id,
    userId: row.user_id,
    projectId: row.project_id,
    title: row.title,
    attempt: row.attempt,
    failedAt: row.finished_at!.toISOString(),
    failure: row.failure!,
  }
}
