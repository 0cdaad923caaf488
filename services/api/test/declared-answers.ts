import type { App } from '@framewright/api'
import { Problem } from '@framewright/schemas'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { Errors } from 'typebox/value'

export interface DeclaredAnswers {
  /** Throws when an answer so far was not what its route declares. */
  assertNone(): void
}

/** Every answer of the app is compared with what its route declares for that status: in all tests, without being asked. */
export function holdToSchemas(app: App): DeclaredAnswers {
  const wrong: string[] = []
  app.addHook('onSend', (request, reply, payload, done) => {
    const route = `${request.method} ${request.routeOptions.url ?? '(no route)'} ${reply.statusCode}`
    const type = String(reply.getHeader('content-type') ?? '')
    const { response } = (request.routeOptions.schema ?? {}) as { response?: Record<number, unknown> }
    const declared = response?.[reply.statusCode]
    if (type.startsWith('application/problem+json')) {
      const problem = complaint(Problem, payload)
      if (problem !== null) wrong.push(`${route}: ${problem}`)
      const isOfRoute = request.routeOptions.url !== undefined && reply.statusCode < 500
      if (isOfRoute && declared === undefined) wrong.push(`${route} is not declared: ${String(payload)}`)
    } else if (type.startsWith('application/json') && response !== undefined) {
      const problem = declared === undefined ? 'is not declared' : complaint(schemaIn(declared), payload)
      if (problem !== null) wrong.push(`${route}: ${problem}`)
    }
    done(null, payload)
  })
  return {
    assertNone: () => {
      if (wrong.length > 0) throw new Error(wrong.splice(0).join('\n'))
    },
  }
}

const compiled = new Map<unknown, Validator>()

function complaint(schema: TSchema, payload: unknown): string | null {
  if (typeof payload !== 'string') return null
  const value: unknown = JSON.parse(payload)
  let validator = compiled.get(schema)
  if (validator === undefined) compiled.set(schema, (validator = Compile(schema)))
  return validator.Check(value) ? null : `${JSON.stringify(Errors(schema, value).slice(0, 3))} in ${payload}`
}

function schemaIn(declared: unknown): TSchema {
  const { content } = declared as { content?: Record<string, { schema: TSchema }> }
  return content === undefined ? (declared as TSchema) : Object.values(content)[0]!.schema
}
