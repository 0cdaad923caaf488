import type { Static, TObject, TSchema } from 'typebox'
// Not typebox/value: that takes every process a quarter of a second more to start.
import { Errors } from 'typebox/schema'
import { ConfigInvalid } from './errors.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Violation = ReturnType<typeof Errors>[1][number]

type Property = TSchema & { readonly type?: string; readonly items?: Property; readonly default?: unknown }

/**
 * The environment as the schema describes it: one property a variable, with numbers, booleans and comma-separated lists
 * made from their text, defaults filled in, and an empty variable taken for one that is not set. Throws ConfigInvalid
 * with every problem at once.
 */
export function readConfig<S extends TObject>(schema: S, env: Environment): Readonly<Static<S>> {
  const config: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [name, property] of Object.entries(schema.properties as Record<string, Property>)) {
    const text = env[name]?.trim()
    // A default is cloned: one that is a list would be handed to everybody.
    const value =
      text === undefined || text === '' ? structuredClone(property.default) : fromText(property, text)
    // One by one, because the check of a whole object stops counting after some problems.
    if (value !== undefined) problems.push(...problemsOf(name, Errors(property, value)[1]))
    else if (schema.required?.includes(name)) problems.push(`${name} is not set`)
    if (value !== undefined) config[name] = value
  }
  if (problems.length > 0) throw new ConfigInvalid(problems)
  return Object.freeze(config) as Readonly<Static<S>>
}

/** What does not read as the type that is asked for stays text, and the check says so. */
function fromText({ type, items }: Property, text: string): unknown {
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

/** Messages come from the schema alone: a secret that is wrong is not repeated. */
function problemsOf(name: string, violations: readonly Violation[]): string[] {
  const problems: string[] = []
  const allowed = new Map<string, unknown[]>()
  for (const violation of violations) {
    const [, index] = violation.instancePath.split('/')
    const subject = index === undefined ? name : `${name} (entry ${Number(index) + 1})`
    if (violation.keyword === 'const') {
      allowed.set(subject, [...(allowed.get(subject) ?? []), violation.params.allowedValue])
    } else if (violation.keyword === 'enum') {
      allowed.set(subject, violation.params.allowedValues)
    } else if (violation.keyword !== 'anyOf') {
      // A union has no say of its own: its members have said what they would take.
      problems.push(`${subject} ${violation.message}`)
    }
  }
  return [
    ...problems,
    ...[...allowed].map(([subject, values]) => `${subject} must be one of ${values.join(', ')}`),
  ]
}
