import type { Edit } from '@framewright/schemas'
import { refuse, type Findings } from './problems.ts'

/** What goes into the files, as far as it is said; of edits that ask for it. */
export interface PlannedMetadata {
  readonly title?: string
  readonly author?: string
  readonly copyright?: string
  /** Known to whoever plans, not to the edit. */
  readonly projectId?: string
}

/**
 * Only where an edit says `metadata`, if nothing in it: two projects with the same edit would have two different files
 * otherwise, and a file would tell of its project to whomever it is given.
 */
export function resolveMetadata(
  { title: ownTitle, metadata }: Edit,
  findings: Findings,
): { readonly metadata?: PlannedMetadata } {
  if (metadata === undefined) return {}
  const title = metadata.title ?? ownTitle
  checkLine(title, metadata.title === undefined ? '/title' : '/metadata/title', findings)
  checkLine(metadata.author, '/metadata/author', findings)
  checkLine(metadata.copyright, '/metadata/copyright', findings)
  return { metadata: { ...metadata, ...(title === undefined || title === '' ? {} : { title }) } }
}

function checkLine(text: string | undefined, pointer: string, findings: Findings): void {
  if (text === undefined || !/[\p{Cc}\p{Surrogate}]/u.test(text)) return
  const message = 'the text has a control character or half a character (a lone surrogate) in it'
  refuse(findings, 'TEXT_INVALID', pointer, message, 'Send one line of valid Unicode.')
}
