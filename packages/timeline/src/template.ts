import {
  fieldName,
  mostFieldCharacters,
  type FieldValue,
  type MergeField,
  type Template,
} from '@framewright/schemas'
import type { EditProblem } from './resolve/problems.ts'

export type FieldReason = 'FIELD_UNKNOWN' | 'FIELD_MISSING' | 'FIELD_INVALID' | 'TEMPLATE_TOO_LARGE'
export interface TemplateProblem extends Omit<EditProblem, 'code' | 'reason'> {
  readonly reason: FieldReason
}

export type Filled =
  { readonly ok: true; readonly edit: unknown } | { readonly ok: false; readonly problems: TemplateProblem[] }

/** They bound what one small request can grow to. */
const mostPlaceholders = 1000
const deepest = 64

const placeholder = new RegExp(`\\{\\{ *(${fieldName}) *\\}\\}`, 'g')
const wholePlaceholder = new RegExp(`^\\{\\{ *(${fieldName}) *\\}\\}$`)

/**
 * What is wrong with a template whatever its rows say: pointers into `{template}`. Everything that looks like a
 * placeholder has to be one; other braces are left as they are.
 */
export function checkTemplate({ fields, edit }: Template): TemplateProblem[] {
  const problems: TemplateProblem[] = []
  for (const [name, field] of Object.entries(fields)) {
    const wrong = field.default === undefined ? null : invalid(field, field.default)
    if (wrong !== null) problems.push({ ...wrong, pointer: `/template/fields/${name}/default` })
  }
  let count = 0
  const look = (value: unknown, pointer: string, depth: number): void => {
    if (typeof value === 'string') {
      for (const [, name = ''] of value.matchAll(placeholder)) {
        count += 1
        if (!Object.hasOwn(fields, name)) problems.push(unknownField(name, pointer, fields))
      }
    } else if (depth <= deepest) each(value, pointer, (inner, at) => look(inner, at, depth + 1))
    else count = Infinity
  }
  look(edit, '/template/edit', 0)
  if (count > mostPlaceholders)
    problems.push({
      reason: 'TEMPLATE_TOO_LARGE',
      pointer: '/template/edit',
      message: `it has more than ${mostPlaceholders} placeholders, or is nested deeper than any edit`,
      remedy: `Use ${mostPlaceholders} placeholders at most.`,
    })
  return problems
}

/**
 * The edit that one row makes of a template that is in order. A value is put in once and never looked at again, so a
 * text that has braces in it stays as it is. Pointers are below `rowPointer`.
 */
export function fillTemplate(
  { fields, edit }: Template,
  row: Readonly<Record<string, FieldValue>>,
  rowPointer: string,
): Filled {
  const problems: TemplateProblem[] = []
  const values = new Map<string, FieldValue>()
  for (const [name, value] of Object.entries(row)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    const pointer = `${rowPointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const wrong = field === undefined ? unknownField(name, pointer, fields) : invalid(field, value)
    if (wrong === null) values.set(name, value)
    else problems.push({ ...wrong, pointer })
  }
  for (const [name, field] of Object.entries(fields)) {
    if (Object.hasOwn(row, name)) continue
    if (field.default !== undefined) values.set(name, field.default)
    else
      problems.push({
        reason: 'FIELD_MISSING',
        pointer: rowPointer,
        message: `"${name}" has no value in this row, and no default`,
        remedy: `Add "${name}" to the row, or give the field a default.`,
      })
  }
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, edit: filled(edit, values) }
}

function filled(value: unknown, values: ReadonlyMap<string, FieldValue>): unknown {
  if (typeof value === 'string') {
    const whole = wholePlaceholder.exec(value)?.[1]
    if (whole !== undefined) return values.get(whole)
    return value.replace(placeholder, (_, name: string) => String(values.get(name)))
  }
  if (Array.isArray(value)) return value.map((inner: unknown) => filled(inner, values))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, values)]))
}

function each(value: unknown, pointer: string, then: (inner: unknown, pointer: string) => void): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value))
    then(inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
}

function unknownField(name: string, pointer: string, fields: Template['fields']): TemplateProblem {
  const known = Object.keys(fields)
  const list = known.length === 0 ? 'There are none.' : `Those of this template: ${known.join(', ')}.`
  return {
    reason: 'FIELD_UNKNOWN',
    pointer,
    message: `there is no field "${name}"`,
    remedy: `Declare it in template.fields, or use one that is there. ${list}`,
  }
}

/** Why a value cannot be that of a field. */
function invalid(field: MergeField, value: FieldValue): Omit<TemplateProblem, 'pointer'> | null {
  const refusal = (message: string, remedy: string) => ({ reason: 'FIELD_INVALID' as const, message, remedy })
  const wanted = { text: 'string', number: 'number', boolean: 'boolean', color: 'string', asset: 'string' }[
    field.type
  ]
  if (typeof value !== wanted) return refusal(`${JSON.stringify(value)} is no ${wanted}`, `Use a ${wanted}.`)
  switch (field.type) {
    case 'text': {
      const text = String(value)
      if (text.length > mostFieldCharacters)
        return refusal(`it has ${text.length} characters`, `Use ${mostFieldCharacters} at most.`)
      if (field.options === undefined || field.options.includes(text)) return null
      return refusal(
        `${JSON.stringify(text)} is not among its options`,
        `Use one of ${field.options.join(', ')}.`,
      )
    }
    case 'number': {
      const { minimum, maximum } = field
      if (minimum !== undefined && Number(value) < minimum)
        return refusal(`${value} is too small`, `Use ${minimum} at least.`)
      if (maximum !== undefined && Number(value) > maximum)
        return refusal(`${value} is too large`, `Use ${maximum} at most.`)
      return null
    }
    case 'color':
      return /^#([0-9a-f]{6}|[0-9a-f]{8})$/i.test(String(value))
        ? null
        : refusal(`${JSON.stringify(value)} is no colour`, 'Use #rrggbb or #rrggbbaa.')
    case 'asset':
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(value))
        ? null
        : refusal(
            `${JSON.stringify(value)} is no assetId`,
            'Use the assetId that POST /assets answered with.',
          )
    case 'boolean':
      return null
  }
}
