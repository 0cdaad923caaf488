import type { Static, TObject, TSchema } from 'typebox'
import { Clone, Default, Errors } from 'typebox/value'
import { ConfigInvalid } from './errors.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Violation = ReturnType<typeof Errors>[number]

/**
 * The environment as the schema describes it: one property a variable, with numbers, booleans and comma-separated lists
 * made from their text, defaults filled in, and an empty variable taken for one that is not set. Throws ConfigInvalid
 * with every problem at once.
 */
export function readConfig<S extends TObject>(schema: S, env: Environment): Readonly<Static<S>> {
  const given: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(schema.properties as Record<string, TSchema>)) {
    const text = env[name]?.trim()
    if (text !== undefined && text !== '') given[name] = fromText(property, text)
  }
  // Cloned: a default that is a list is otherwise the schema's own, and frozen below.
  const config = Default(schema, Clone(given)) as Record<string, unknown>
  const problems = problemsOf(Errors(schema, config))
  if (problems.length > 0) throw new ConfigInvalid(problems)
  return Object.freeze(config) as Readonly<Static<S>>
}

/** What does not read as the type that is asked for stays text, and the check says so. */
function fromText(schema: TSchema, text: string): unknown {
  const { type, items } = schema as { readonly type?: string; readonly items?: TSchema }
  switch (type) {
    case 'integer':
    case 'number':
      return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text
    case 'boolean':
      return { true: true, '1': true, false: false, '0': false }[text.toLowerCase()] ?? text
    case 'array':
      return text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .map((part) => (items === undefined ? part : fromText(items, part)))
    default:
      return text
  }
}

/** One sentence a variable. Messages come from the schema alone, so a secret that is wrong is not repeated. */
function problemsOf(violations: readonly Violation[]): string[] {
  const complaints = new Map<string, Set<string>>()
  const complain = (name: string, what: string) =>
    complaints.set(name, (complaints.get(name) ?? new Set()).add(what))
  for (const violation of violations) {
    const [, name = '', index] = violation.instancePath.split('/')
    const entry = index === undefined ? '' : `entry ${Number(index) + 1} `
    switch (violation.keyword) {
      case 'required':
        for (const missing of violation.params.requiredProperties) complain(missing, 'is not set')
        break
      case 'const':
        complain(name, `${entry}may be ${JSON.stringify(violation.params.allowedValue)}`)
        break
      case 'enum':
        complain(name, `${entry}must be one of ${violation.params.allowedValues.map(String).join(', ')}`)
        break
      case 'anyOf':
        // Its members have said what they would take.
        break
      default:
        complain(name, `${entry}${violation.message}`)
    }
  }
  return [...complaints].map(([name, what]) => `${name} ${[...what].join(', ')}`)
}
