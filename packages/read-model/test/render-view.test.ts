import { test } from 'tap'
import Value from 'typebox/value'
import { AssetView, AssetFacts, RenderView } from '@framewright/schemas'
import { toAssetFacts, toAssetView, toRenderView } from '@framewright/read-model'
import { output } from '../../../test/support/render-facts.ts'
import { assetRow, at, completedRow, renderRow } from './rows.ts'

const failure = { code: 'ENCODE_FAILED', message: 'ffmpeg ended with 1', stderrTail: ['boom'] } as const

const rows = {
  queued: renderRow(),
  running: renderRow({ status: 'running', version: 1, attempt: 1, worker_id: 'worker-1', started_at: at(1) }),
  retrying: renderRow({ status: 'retrying', retry_at: at(2), failure: { ...failure, stderrTail: ['boom'] } }),
  completed: completedRow({ fallback_reason: 'the GPU encoder failed' }),
  failed: renderRow({ status: 'failed', finished_at: at(2), failure: { ...failure, stderrTail: [] } }),
  cancelled: renderRow({ status: 'cancelled', finished_at: at(2), title: null }),
  deleted: renderRow({ status: 'deleted', deleted_at: at(2) }),
}

for (const [status, row] of Object.entries(rows)) {
  test(`the row of a ${status} render makes a view that the schema accepts`, async (t) => {
    const view = toRenderView(row)
    t.strictSame([...Value.Errors(RenderView, view)], [])
    t.strictSame(JSON.parse(JSON.stringify(view)), view, 'it is plain JSON')
  })
}

test('a view tells where an output is downloaded and not where it is stored', async (t) => {
  const row = completedRow({ outputs: [{ ...output, name: 'für web & co' }] })
  const [shown] = toRenderView(row).outputs
  t.equal(shown?.href, `/api/video-editor/renders/${row.render_id}/download?output=f%C3%BCr%20web%20%26%20co`)
  t.notOk(JSON.stringify(toRenderView(row)).includes(output.key))
  t.notOk(JSON.stringify(toRenderView(row)).includes('ada'), 'nor whose it is')
})

test('duration is exact: 240 frames at 24000/1001 are 10.01 s', async (t) => {
  t.equal(toRenderView(renderRow()).durationSeconds, 10.01)
})

test('an asset row makes the view and the facts that the schemas accept', async (t) => {
  t.strictSame([...Value.Errors(AssetView, toAssetView(assetRow()))], [])
  t.strictSame([...Value.Errors(AssetFacts, toAssetFacts(assetRow()))], [])
})
