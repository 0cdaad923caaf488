import { problemCodes } from '@framewright/schemas'
import { Type } from 'typebox'
import type { App } from './api-deps.ts'
import { problemKinds, problemPath, RequestRefused } from './problem.ts'

const PageParams = Type.Object({ name: Type.String() })

/** What the `type` of a problem leads to: what the code means, and what to do. */
export function registerProblemPages(app: App): void {
  const pages = problemCodes.map((code) => ({ code, ...problemKinds[code] }))
  app.get(
    '/problems',
    { schema: { summary: 'Every code a request can be refused with', security: [] } },
    () => ({
      problems: pages,
    }),
  )
  app.get(
    '/problems/:name',
    { schema: { summary: 'What a problem code means', security: [], params: PageParams } },
    ({ params }) => {
      const page = pages.find(({ code }) => problemPath(code).endsWith(`/${params.name}`))
      if (page === undefined) throw new RequestRefused('NOT_FOUND', 'No problem has this code.')
      return page
    },
  )
}
