import { strict as assert } from 'node:assert'
import {
  decide,
  foldRender,
  RenderRejected,
  type RejectionCode,
  type RenderCommand,
} from '@framewright/domain'
import type { RenderEvent } from '@framewright/schemas'

/** given(past).when(command).then(events): what the business says, as a sentence. */
export function given(...past: RenderEvent[]) {
  return {
    when(command: RenderCommand) {
      const render = foldRender(past.map((event, at) => ({ event, revision: BigInt(at) })))
      return {
        then: (...expected: RenderEvent[]) => assert.deepEqual(decide(command, render), expected),
        thenNothing: () => assert.deepEqual(decide(command, render), []),
        thenRejected: (code: RejectionCode) =>
          assert.throws(
            () => decide(command, render),
            (error) => error instanceof RenderRejected && error.code === code,
          ),
      }
    },
  }
}
