import type { FaultCode } from '@framewright/schemas'

/** What goes wrong with a piece of work that no package has a fault for: its code is the one that is recorded. */
export class WorkFault extends Error {
  override readonly name = 'WorkFault'
  readonly code: FaultCode

  constructor(code: FaultCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The event store gave no answer, and the worker is to stop: what became of the append is for its successor to read. */
export class OutcomeUnrecorded extends Error {
  override readonly name = 'OutcomeUnrecorded'
  readonly code = 'OUTCOME_UNRECORDED'
}
