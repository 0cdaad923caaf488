import { attemptBudget } from '@framewright/domain'
import { faultCodes } from '@framewright/schemas'
import { test } from 'tap'
import { settle, type Settlement } from '../src/settle.ts'

const whileBudgetLasts: Record<string, Settlement> = {
  WORKER_LOST: 'retry',
  STALLED: 'retry',
  TIMED_OUT: 'retry',
  CPU_EXCEEDED: 'giveUp',
  MEMORY_EXCEEDED: 'retry',
  OUTPUT_TOO_LARGE: 'giveUp',
  ENCODE_FAILED: 'retry',
  ENCODER_UNAVAILABLE: 'retry',
  OUTPUT_INVALID: 'retry',
  STORAGE_UNAVAILABLE: 'retry',
  DISK_FULL: 'retry',
  INTERNAL: 'retry',
  ASSET_MISSING: 'giveUp',
  ASSET_UNREADABLE: 'giveUp',
  PLAN_INVALID: 'giveUp',
}

test('every fault has a settlement', (t) => {
  t.strictSame([...faultCodes].sort(), Object.keys(whileBudgetLasts).sort())
  t.end()
})

for (const code of faultCodes) {
  test(`${code} is settled by its code while the budget lasts, and given up after that`, (t) => {
    for (let spent = 1; spent < attemptBudget; spent += 1) {
      t.equal(settle({ kind: 'fault', code }, spent), whileBudgetLasts[code], `after ${spent} claims`)
    }
    t.equal(settle({ kind: 'fault', code }, attemptBudget), 'giveUp')
    t.end()
  })
}

test('what is completed is done, whatever it took', (t) => {
  t.equal(settle({ kind: 'completed' }, 1), 'done')
  t.equal(settle({ kind: 'completed' }, attemptBudget), 'done')
  t.end()
})
