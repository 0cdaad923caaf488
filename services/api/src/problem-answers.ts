import { Problem, type ProblemCode } from '@framewright/schemas'
import { Type } from 'typebox'
import { problemKinds } from './problem.ts'

/** The answers of a route that are problems, for its schema. */
export function problemAnswers(...codes: ProblemCode[]): Record<number, object> {
  const answers: Record<number, { description: string; content: object }> = {}
  for (const code of codes) {
    const { status, title } = problemKinds[code]
    const before = answers[status]
    answers[status] = {
      description: before === undefined ? `${code}: ${title}` : `${before.description}. ${code}: ${title}`,
      content: before?.content ?? { 'application/problem+json': { schema: Problem } },
    }
  }
  return answers
}

/** Answers that are not JSON: their bodies are streams, so nothing but the document knows their type. */
export function streamAnswers(
  contentType: string,
  descriptions: Record<number, string>,
): Record<number, object> {
  const schema = Type.String(contentType.startsWith('video/') ? { format: 'binary' } : {})
  return Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [
      status,
      { description, content: { [contentType]: { schema } } },
    ]),
  )
}
