export type RejectionCode =
  | 'RENDER_UNKNOWN'
  | 'RENDER_FINISHED'
  | 'RENDER_DELETED'
  | 'RENDER_ALREADY_COMPLETED'
  | 'RENDER_NOT_RETRYABLE'
  | 'CLAIM_LOST'

/** The domain says no. Not a fault: trying again without changing anything gives the same answer. */
export class RenderRejected extends Error {
  override readonly name = 'RenderRejected'
  readonly code: RejectionCode

  constructor(code: RejectionCode, message: string) {
    super(message)
    this.code = code
  }
}
