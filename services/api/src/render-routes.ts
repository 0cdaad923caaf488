import {
  CursorInvalid,
  getRender,
  listRenders,
  toRenderView,
  type RenderFilter,
} from '@framewright/read-model'
import {
  logPrefix,
  outputPrefix,
  ProjectParams,
  RenderList,
  RenderListQuery,
  RenderParams,
  RenderView,
} from '@framewright/schemas'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps, App } from './api-deps.ts'
import { callerIn, isOperator } from './auth.ts'
import { problemAnswers } from './problem-answers.ts'
import { RequestRefused } from './problem.ts'
import { controlRender, type Asker } from './render-commands.ts'

const tags = ['renders']
const defaultLimit = 50

export function registerRenderRoutes(app: App, deps: ApiDeps): void {
  const { database, storage } = deps
  const unavailable = problemAnswers('SERVICE_UNAVAILABLE')
  const one = { tags, params: RenderParams }

  app.get(
    '/renders',
    {
      schema: {
        tags,
        summary: 'Your renders, newest first',
        querystring: RenderListQuery,
        response: { 200: RenderList, ...problemAnswers('SCHEMA_VIOLATION', 'SERVICE_UNAVAILABLE') },
      },
    },
    (request) => page(deps, { ...request.query, userId: callerIn(request).userId }),
  )

  app.get(
    '/projects/:projectId/render',
    {
      schema: {
        tags,
        summary: "A project's renders, newest first",
        params: ProjectParams,
        querystring: RenderListQuery,
        response: { 200: RenderList, ...problemAnswers('SCHEMA_VIOLATION', 'SERVICE_UNAVAILABLE') },
      },
    },
    (request) => page(deps, { ...request.query, ...request.params, userId: callerIn(request).userId }),
  )

  app.get(
    '/renders/:renderId',
    {
      schema: {
        ...one,
        summary: 'One render',
        description: 'A deleted one is shown as its tombstone, with the status `deleted`.',
        response: { 200: RenderView, ...problemAnswers('NOT_FOUND'), ...unavailable },
      },
    },
    async (request) => {
      const { renderId } = request.params
      const row = await getRender(database, { renderId, userId: callerIn(request).userId })
      if (row === undefined) throw new RequestRefused('NOT_FOUND', 'There is no such render.')
      return toRenderView(row)
    },
  )

  app.post(
    '/renders/:renderId/cancel',
    {
      schema: {
        ...one,
        summary: 'Cancel a render that is not finished',
        response: {
          202: RenderView,
          ...problemAnswers('NOT_FOUND', 'RENDER_ALREADY_COMPLETED', 'RENDER_FINISHED', 'RENDER_DELETED'),
          ...unavailable,
        },
      },
    },
    async (request, reply) =>
      reply
        .code(202)
        .send(await controlRender(deps, request.params.renderId, 'CancelRender', askerIn(request))),
  )

  app.post(
    '/renders/:renderId/retry',
    {
      schema: {
        ...one,
        summary: 'Start a failed or cancelled render again',
        description: 'Your own; operators start those of everybody again.',
        response: {
          202: RenderView,
          ...problemAnswers('NOT_FOUND', 'RENDER_NOT_RETRYABLE', 'RENDER_DELETED'),
          ...unavailable,
        },
      },
    },
    async (request, reply) =>
      reply.code(202).send(
        await controlRender(deps, request.params.renderId, 'RetryRender', askerIn(request), {
          ofAnybody: isOperator(callerIn(request)),
        }),
      ),
  )

  app.delete(
    '/renders/:renderId',
    {
      schema: {
        ...one,
        summary: 'Delete a render and its files',
        description: 'Cancels it if it is not finished. Its history stays.',
        response: { 200: RenderView, ...problemAnswers('NOT_FOUND'), ...unavailable },
      },
    },
    async (request) => {
      const { renderId } = request.params
      const view = await controlRender(deps, renderId, 'DeleteRender', askerIn(request))
      // After the append, and again with each repeat: what fails here is told, and the repeat goes on with it.
      await storage.removePrefix(outputPrefix(renderId))
      await storage.removePrefix(logPrefix(renderId))
      return view
    },
  )
}

export function askerIn(request: FastifyRequest): Asker {
  return { userId: callerIn(request).userId, requestId: request.id, traceparent: request.traceparent }
}

async function page(
  { database }: ApiDeps,
  filter: Omit<RenderFilter, 'limit'> & { limit?: number },
): Promise<RenderList> {
  const { renders, nextCursor } = await refusingCursors(
    listRenders(database, { ...filter, limit: filter.limit ?? defaultLimit }),
  )
  return { renders: renders.map(toRenderView), nextCursor }
}

/** A cursor that no list has returned is the caller's mistake. */
export async function refusingCursors<T>(list: Promise<T>): Promise<T> {
  try {
    return await list
  } catch (error: unknown) {
    if (!(error instanceof CursorInvalid)) throw error
    const remedy = 'Use the nextCursor of the page before, or leave it out to begin anew.'
    const detail = { pointer: '/query/cursor', code: 'CURSOR_INVALID', message: error.message, remedy }
    throw new RequestRefused('SCHEMA_VIOLATION', 'The cursor is not one of ours.', { details: [detail] })
  }
}
