import { EncodeFailed } from '@framewright/ffmpeg'
import { BlobMissing, StorageFull, StorageUnavailable } from '@framewright/storage'
import { PipelineUnknown } from '@framewright/timeline'
import { test } from 'tap'
import { WorkFault } from '../src/errors.ts'
import { faultOf } from '../src/faults.ts'

const folder = '/scratch/attempt-1'

test('a fault keeps the code that its package gave it', (t) => {
  const table: [Error, string][] = [
    [new EncodeFailed({ exitCode: 1, exitSignal: null }, []), 'ENCODE_FAILED'],
    [new StorageUnavailable('gone'), 'STORAGE_UNAVAILABLE'],
    [new StorageFull('full'), 'DISK_FULL'],
    [new WorkFault('PLAN_INVALID', 'no'), 'PLAN_INVALID'],
    [new BlobMissing('assets/x'), 'ASSET_MISSING'],
    [Object.assign(new Error('no space left'), { code: 'ENOSPC' }), 'DISK_FULL'],
    [Object.assign(new Error('over quota'), { code: 'EDQUOT' }), 'DISK_FULL'],
    [new PipelineUnknown('999'), 'PLAN_INVALID'],
    [new Error('boom'), 'INTERNAL'],
  ]
  for (const [error, code] of table) t.equal(faultOf(error, folder).code, code, String(error))
  t.end()
})

test('a fault fits into its event and names no folder of this machine', (t) => {
  const lines = Array.from({ length: 100 }, (_, at) => `${folder}/film.mp4: ${at} ${'x'.repeat(2_000)}`)
  const { message, stderrTail } = faultOf(
    Object.assign(new Error(`${folder}/film.mp4 ${'y'.repeat(9_000)}`), { stderrTail: lines }),
    folder,
  )
  t.equal(message.length, 4_000)
  t.equal(stderrTail.length, 40)
  t.match(stderrTail.at(-1), /^film\.mp4: 99 /, 'the last lines are the ones that are kept')
  t.notMatch(message + stderrTail.join(''), folder)
  t.ok(stderrTail.every((line) => line.length <= 1_000))
  t.end()
})

test('what is thrown and is no error still makes a fault', (t) => {
  t.strictSame(faultOf('just text', null), { code: 'INTERNAL', message: 'just text', stderrTail: [] })
  t.strictSame(faultOf(undefined, null), { code: 'INTERNAL', message: 'undefined', stderrTail: [] })
  t.end()
})
