import { createHash } from 'node:crypto'
import { canonicalJson, Edit, type Batch, type ProblemCode, type ProblemDetail } from '@framewright/schemas'
import { checkTemplate, fillTemplate, type TemplateProblem } from '@framewright/timeline'
import { Check } from 'typebox/value'
import type { ApiDeps } from './api-deps.ts'
import { explainViolations, mostViolations } from './explain-violations.ts'
import { RequestRefused } from './problem.ts'
import type { Asker } from './render-commands.ts'
import { prepareRender, type Submission, type Submitted } from './submit-render.ts'

export type BatchSubmission = Omit<Submission, 'edit' | 'request'> & { readonly batch: Batch }

/**
 * In: a template and rows. Out: a render for each row, requested. Every row is checked before the first is requested, so
 * a batch that is refused has rendered nothing. Dies it half-way, some are requested and others are not; the same
 * request with the same key finds those and requests the rest.
 */
export async function submitBatch(
  deps: ApiDeps,
  { batch, idempotencyKey, ...rest }: BatchSubmission,
  asker: Asker,
): Promise<Submitted[]> {
  const inTemplate = checkTemplate(batch.template)
  if (inTemplate.length > 0) throw refusal('TEMPLATE_INVALID', inTemplate.map(detailOf))

  const batchSha256 = createHash('sha256').update(canonicalJson(batch)).digest('hex')
  const ready: (() => Promise<Submitted>)[] = []
  const refused: { code: ProblemCode; details: ProblemDetail[] }[] = []
  for (const [row, values] of batch.rows.entries()) {
    const edit = editOf(batch, row, values)
    if ('code' in edit) {
      refused.push(edit)
      continue
    }
    try {
      const submission = {
        ...rest,
        ...edit,
        request: { batchSha256, row },
        // No key of a client's has a space in it.
        idempotencyKey: idempotencyKey === null ? null : `${idempotencyKey} row ${row}`,
      }
      ready.push(await prepareRender(deps, submission, asker))
    } catch (error: unknown) {
      if (!(error instanceof RequestRefused) || error.details.length === 0) throw error
      refused.push({ code: error.code, details: error.details.map((detail) => inRow(detail, row)) })
    }
  }
  if (refused.length > 0) throw refusalOf(refused)

  const submitted: Submitted[] = []
  for (const request of ready) submitted.push(await request())
  return submitted
}

function editOf(
  { template }: Batch,
  row: number,
  values: Batch['rows'][number],
): { edit: Edit } | { code: ProblemCode; details: ProblemDetail[] } {
  const filled = fillTemplate(template, values, `/rows/${row}`)
  if (!filled.ok) return { code: 'TEMPLATE_INVALID', details: filled.problems.map(detailOf) }
  if (Check(Edit, filled.edit)) return { edit: filled.edit }
  const details = explainViolations(Edit, filled.edit).map((detail) => inRow(detail, row))
  return { code: 'SCHEMA_VIOLATION', details }
}

const detailOf = ({ pointer, reason, message, remedy }: TemplateProblem): ProblemDetail => ({
  ...{ pointer, code: reason, message, remedy },
})

/** What is wrong with the edit of one row, where the client wrote it. */
function inRow(detail: ProblemDetail, row: number): ProblemDetail {
  if (detail.pointer.startsWith('/query/')) return detail
  const pointer = `/template/edit${detail.pointer}`
  return { ...detail, pointer, message: `with the values of row ${row}: ${detail.message}` }
}

/** Of one kind only: then that is the code; mixed, they are what they are together. */
function refusalOf(refused: readonly { code: ProblemCode; details: ProblemDetail[] }[]): RequestRefused {
  const [first, ...others] = refused
  const isOneKind = others.every(({ code }) => code === first?.code)
  return refusal(
    isOneKind && first !== undefined ? first.code : 'TEMPLATE_INVALID',
    refused.flatMap(({ details }) => details),
  )
}

const refusal = (code: ProblemCode, details: readonly ProblemDetail[]): RequestRefused =>
  new RequestRefused(code, `${details.length} place(s) of the batch are not in order; nothing is rendered.`, {
    details: details.slice(0, mostViolations),
  })
