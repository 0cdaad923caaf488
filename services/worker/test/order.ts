import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { probeMedia } from '@framewright/ffmpeg'
import {
  assetKey,
  canonicalJson,
  orderKey,
  type BlobRef,
  type CaptionsClip,
  type Edit,
  type EditOutput,
  type Loudness,
  type RenderOrder,
  type RenderPolicy,
} from '@framewright/schemas'
import type { Storage } from '@framewright/storage'
import { v4 as uuidv4 } from 'uuid'
import { readFile } from 'node:fs/promises'
import { sampleMedia, type SampleName } from '../../../test/support/sample-media.ts'

export interface StoredOrder {
  readonly ref: BlobRef
  readonly order: RenderOrder
}

/** Puts a clip into storage as an asset, and an order for its first seconds beside it, as the api would. */
export async function storeOrder(
  storage: Storage,
  sample: SampleName,
  {
    seconds,
    preset = 'standard',
    policy,
    loudness,
    maxSizeMb,
    captions,
    rate,
    canvas = { width: 320, height: 180, fps: 30 },
  }: {
    seconds: number
    preset?: string
    policy?: RenderPolicy
    loudness?: Loudness
    maxSizeMb?: number
    captions?: CaptionsClip
    rate?: Pick<EditOutput, 'bitrateKbps' | 'passes'>
    canvas?: Edit['canvas']
  },
): Promise<StoredOrder> {
  const path = await sampleMedia(sample)
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
  const assetId = uuidv4()
  const { size: sizeBytes } = await stat(path)
  const media = await probeMedia(path, { timeoutMs: 30_000 })
  await storage.putFile(assetKey(sha256), path, { ifAbsent: true })
  const edit: Edit = {
    schemaVersion: 1,
    canvas,
    tracks: [
      { kind: 'video', clips: [{ type: 'video', asset: assetId, start: 0, duration: seconds, in: 0 }] },
      ...(captions === undefined ? [] : [{ kind: 'video' as const, clips: [captions] }]),
    ],
    outputs: [{ name: 'film', preset, ...(maxSizeMb === undefined ? {} : { maxSizeMb }), ...rate }],
    ...(policy === undefined ? {} : { policy }),
    ...(loudness === undefined ? {} : { loudness }),
  }
  const order: RenderOrder = { schemaVersion: 1, edit, assets: [{ assetId, sha256, sizeBytes, media }] }
  const json = canonicalJson(order)
  const ref = {
    sha256: createHash('sha256').update(json).digest('hex'),
    sizeBytes: Buffer.byteLength(json),
  }
  await storage.putBytes(orderKey(ref.sha256), json)
  return { ref, order }
}
