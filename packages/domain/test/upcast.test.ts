import { test } from 'tap'
import { upcast } from '@framewright/domain'
import { claimed } from '../../../test/support/render-facts.ts'

const catalogue = { RenderClaimed: { schemaVersion: 3 } }
const steps = {
  RenderClaimed: {
    1: ({ worker, ...rest }: Record<string, unknown>) => ({ ...rest, workerId: worker }),
    2: (data: Record<string, unknown>) => ({ ...data, attempt: Number(data['attempt']) }),
  },
}

test('an event of the current version is handed on as it is', async (t) => {
  const event = claimed(1)
  t.same(upcast({ ...event, schemaVersion: 1 }), event)
})

test('an old event passes through every step up to the current shape', async (t) => {
  const old = { type: 'RenderClaimed', data: { attempt: '7', worker: 'w' }, schemaVersion: 1 }
  t.same(upcast(old, steps, catalogue), claimed(7, 'w'))
  const newer = { type: 'RenderClaimed', data: { attempt: '7', workerId: 'w' }, schemaVersion: 2 }
  t.same(upcast(newer, steps, catalogue), claimed(7, 'w'))
})

test('an unknown name, a version from the future and a missing step are refused', async (t) => {
  t.throws(() => upcast({ type: 'RenderEnchanted', data: {}, schemaVersion: 1 }), /no event is called/)
  t.throws(() => upcast({ type: 'RenderClaimed', data: {}, schemaVersion: 9 }), /upgrade it first/)
  t.throws(() => upcast({ type: 'RenderClaimed', data: {}, schemaVersion: 1 }, {}, catalogue), /no upcaster/)
})
