import { ProblemCode, problemCodes, Strict } from '@framewright/schemas'
import { Type } from 'typebox'
import type { App } from './api-deps.ts'
import { problemAnswers } from './problem-answers.ts'
import { problemKinds, problemPath, RequestRefused } from './problem.ts'

const PageParams = Type.Object({ name: Type.String() })
const ProblemPage = Strict({
  code: ProblemCode,
  status: Type.Integer(),
  title: Type.String(),
  remedy: Type.String({ description: 'What to do about it when nothing more precise is said' }),
})

/** What the `type` of a problem leads to: what the code means, and what to do. */
export function registerProblemPages(app: App): void {
  const open = { tags: ['problems'], security: [] }
  const pages = problemCodes.map((code) => ({ code, ...problemKinds[code] }))
  app.get(
    '/problems',
    {
      schema: {
        ...open,
        summary: 'Every code a request can be refused with',
        response: { 200: Strict({ problems: Type.Array(ProblemPage) }) },
      },
    },
    () => ({ problems: pages }),
  )
  app.get(
    '/problems/:name',
    {
      schema: {
        ...open,
        summary: 'What a problem code means',
        params: PageParams,
        response: { 200: ProblemPage, ...problemAnswers('NOT_FOUND') },
      },
    },
    ({ params }) => {
      const page = pages.find(({ code }) => problemPath(code).endsWith(`/${params.name}`))
      if (page === undefined) throw new RequestRefused('NOT_FOUND', 'No problem has this code.')
      return page
    },
  )
}
