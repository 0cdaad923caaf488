import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { assetStream, upcast } from '@framewright/domain'
import { appendDecision } from '@framewright/event-store'
import { MediaUnreadable, probeMedia } from '@framewright/ffmpeg'
import { getAsset, toAssetView, waitForAsset } from '@framewright/read-model'
import {
  assetKey,
  eventCatalogue,
  type AssetEvent,
  type AssetView,
  type MediaFacts,
} from '@framewright/schemas'
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid'
import type { ApiDeps } from './api-deps.ts'
import { absentAsset, evolveAsset, type AssetState } from './asset-state.ts'
import { problemKinds, RequestRefused } from './problem.ts'
import type { Asker } from './render-commands.ts'

export interface Upload {
  readonly source: Readable
  readonly name: string
  /** As the client declares it; only to refuse early what would be refused late. */
  readonly declaredBytes: number | null
  readonly asker: Asker
}

/** The namespace of asset ids: a user and some bytes always give the same id. */
const assetNamespace = '3f0f8f2e-7a51-5c0e-9d5b-6a1f2c4de8b7'
export const assetIdOf = (userId: string, sha256: string): string =>
  uuidv5(`${sha256}:${userId}`, assetNamespace)

/**
 * In: a file as a stream. Out: an asset, its bytes under their hash in storage and its facts in the event store.
 * The file lies in a folder of its own until it has been probed, so an upload that is aborted, too large or no media
 * leaves nothing. Dies it between storing and appending, the same upload again finds the bytes and appends.
 */
export async function uploadAsset(
  deps: ApiDeps,
  upload: Upload,
): Promise<{ asset: AssetView; isNew: boolean }> {
  const { settings, storage } = deps
  refuseTooLarge(upload.declaredBytes ?? 0, settings.maxUploadBytes)
  const folder = join(settings.uploadDir, uuidv7())
  await mkdir(folder, { recursive: true })
  try {
    const path = join(folder, 'upload')
    const { sha256, sizeBytes } = await receive(upload.source, path, settings.maxUploadBytes)
    const media = await probed(deps, path)
    await storage.putFile(assetKey(sha256), path, { ifAbsent: true })
    return await recordAsset(deps, upload, { sha256, sizeBytes, media })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function receive(source: Readable, path: string, mostBytes: number) {
  const hash = createHash('sha256')
  let sizeBytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length
      try {
        refuseTooLarge(sizeBytes, mostBytes)
      } catch (error: unknown) {
        return done(error as Error)
      }
      hash.update(chunk)
      done(null, chunk)
    },
  })
  // A source that is refused is not destroyed: its connection is the one that the refusal is to go out on.
  await pipeline(source.iterator({ destroyOnReturn: false }), meter, createWriteStream(path, { flags: 'wx' }))
  return { sha256: hash.digest('hex'), sizeBytes }
}

function refuseTooLarge(sizeBytes: number, mostBytes: number): void {
  if (sizeBytes > mostBytes)
    throw new RequestRefused('BODY_TOO_LARGE', `A file may have ${mostBytes} bytes at most.`, {
      // What is left of the body is not waited for.
      headers: { connection: 'close' },
    })
}

async function probed({ settings, probes }: ApiDeps, path: string): Promise<MediaFacts> {
  try {
    return await probes.run(() => probeMedia(path, { timeoutMs: settings.probeTimeoutMs }))
  } catch (error: unknown) {
    if (!(error instanceof MediaUnreadable)) throw error
    const { reason, message } = error
    const { remedy } = problemKinds.ASSET_NOT_MEDIA
    throw new RequestRefused('ASSET_NOT_MEDIA', message, {
      details: [{ pointer: '', code: reason, message, remedy }],
    })
  }
}

interface Stored {
  readonly sha256: string
  readonly sizeBytes: number
  readonly media: MediaFacts
}

async function recordAsset(deps: ApiDeps, { name, asker }: Upload, { sha256, sizeBytes, media }: Stored) {
  const { eventStore, database, changes, settings, now } = deps
  const { userId, requestId, traceparent } = asker
  const assetId = assetIdOf(userId, sha256)
  const stored: AssetEvent = {
    type: 'AssetStored',
    data: { assetId, sha256, sizeBytes, media, userId, name },
  }
  const decision = await appendDecision<AssetState, AssetEvent>(eventStore, {
    stream: assetStream(assetId),
    initial: absentAsset,
    evolve: evolveAsset,
    upcast: (event) => upcast(event) as AssetEvent,
    decide: (asset) => (asset.status === 'stored' ? [] : [stored]),
    metadata: ({ type }) => ({
      $correlationId: assetId,
      $causationId: requestId,
      traceparent,
      userId,
      schemaVersion: eventCatalogue[type].schemaVersion,
    }),
    newId: () => uuidv7(),
  })
  await waitForAsset(changes, assetId, decision.revision, settings.ownWriteTimeoutMs)
  const row = await getAsset(database, { assetId, userId }).catch((error: unknown) => {
    // It is on record; that it cannot be looked up just now does not undo it.
    deps.log.warn({ err: error, assetId }, 'could not read an asset after its upload')
    return undefined
  })
  const asset = row
    ? toAssetView(row)
    : { assetId, name, sha256, sizeBytes, media, createdAt: now().toISOString() }
  return { asset, isNew: decision.appended.length > 0 }
}
