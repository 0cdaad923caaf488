import { createHash } from 'node:crypto'
import { BlobMissing, type Storage } from '@framewright/storage'
import { orderKey, RenderOrder, type BlobRef } from '@framewright/schemas'
import { Compile } from 'typebox/compile'
import { WorkFault } from './errors.ts'

const order = Compile(RenderOrder)

/** What was asked for, as the render's first event names it: checked, since it is what everything else is made from. */
export async function readOrder(storage: Pick<Storage, 'readBytes'>, ref: BlobRef): Promise<RenderOrder> {
  const bytes = await read(storage, ref)
  if (createHash('sha256').update(bytes).digest('hex') !== ref.sha256) {
    throw new WorkFault('PLAN_INVALID', 'the order is not the one that was stored')
  }
  const value: unknown = JSON.parse(bytes.toString('utf8'))
  if (!order.Check(value))
    throw new WorkFault('PLAN_INVALID', 'the order is none that this worker understands')
  return value
}

async function read(storage: Pick<Storage, 'readBytes'>, { sha256, sizeBytes }: BlobRef): Promise<Buffer> {
  try {
    return await storage.readBytes(orderKey(sha256), sizeBytes)
  } catch (error: unknown) {
    if (!(error instanceof BlobMissing)) throw error
    throw new WorkFault('PLAN_INVALID', 'the order is not in storage any more', { cause: error })
  }
}
