import { getRender, getRenderChunks } from '@framewright/read-model'
import { RenderChunks, RenderParams } from '@framewright/schemas'
import type { ApiDeps, App } from './api-deps.ts'
import { callerIn } from './auth.ts'
import { problemAnswers } from './problem-answers.ts'
import { RequestRefused } from './problem.ts'

const schema = {
  tags: ['renders'],
  summary: 'The chunks of a render, and what becomes of each',
  description:
    'Those of its newest plan, with the frames of the film that each of them is. None while it is not planned, when it is ' +
    'made in one piece, and after it was deleted.',
  params: RenderParams,
  response: { 200: RenderChunks, ...problemAnswers('NOT_FOUND', 'SERVICE_UNAVAILABLE') },
}

export function registerChunkRoute(app: App, { database }: ApiDeps): void {
  app.get('/renders/:renderId/chunks', { schema }, async (request): Promise<RenderChunks> => {
    const { renderId } = request.params
    const { userId } = callerIn(request)
    const row = await getRender(database, { renderId, userId })
    if (row === undefined) throw new RequestRefused('NOT_FOUND', 'There is no such render.')
    const [planned] = await getRenderChunks(database, { renderIds: [renderId], userId })
    return planned ?? { renderId, planId: row.plan_id, chunks: [] }
  })
}
