import type { RenderView } from '@framewright/schemas'

/** How a render is to end: what was accepted and ends otherwise is a failure of ours. */
export type Ending = RenderView['status'] & ('completed' | 'failed' | 'cancelled' | 'deleted')

export interface Accepted {
  readonly renderId: string
  readonly key: string
  /** Any of these. */
  readonly endings: readonly Ending[]
}

/** What the users of the siege were told: each 2xx is a promise, which the verifier holds against the event store. */
export interface Ledger {
  readonly accepted: readonly Accepted[]
  /** Answers that no client could make sense of: a 5xx that is no problem+json with a time to come back. */
  readonly untyped: readonly string[]
  accept(render: Accepted): void
  complain(answer: string): void
  /** From now on nothing is known; returns what was. */
  turn(): { readonly accepted: readonly Accepted[]; readonly untyped: readonly string[] }
}

export function openLedger(): Ledger {
  let accepted: Accepted[] = []
  let untyped: string[] = []
  return {
    get accepted() {
      return accepted
    },
    get untyped() {
      return untyped
    },
    accept: (render) => void accepted.push(render),
    complain: (answer) => void untyped.push(answer),
    turn: () => {
      const page = { accepted, untyped }
      accepted = []
      untyped = []
      return page
    },
  }
}
