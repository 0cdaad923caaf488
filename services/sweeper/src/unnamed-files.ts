/** Pure: which files of a render may go, by what its row says of it. */
import type { RenderRow } from '@framewright/read-model'

export type Fate =
  /** An event names it, or may be about to. */
  | 'kept'
  /** Once it is so old that an event that named it would be known. */
  | 'unless named by now'
  | 'removed'

type Row = Pick<RenderRow, 'status' | 'outputs' | 'expired_at'>

/** What an attempt has stored belongs together: an event that names one file, a list of parts say, means all of them. */
const attemptOf = (key: string): string => key.split('/').slice(0, 3).join('/')

export function fateOfOutput(key: string, { status, outputs, expired_at }: Row): Fate {
  if (status === 'deleted' || expired_at !== null) return 'removed'
  // No other outputs follow a completion: its row cannot be behind in what it names.
  if (status === 'completed' && outputs.some((output) => attemptOf(output.key) === attemptOf(key)))
    return 'kept'
  return 'unless named by now'
}

export const fateOfLog = ({ status }: Pick<Row, 'status'>): Fate =>
  status === 'deleted' ? 'removed' : 'kept'
