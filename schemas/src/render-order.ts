import { Type, type Static } from 'typebox'
import { Edit } from './edit.ts'
import { ReadAsset } from './media-facts.ts'
import { Strict, Uuid } from './strict.ts'

/**
 * Everything a worker needs to know of a render: the edit and the facts of its assets as they were when it was asked for.
 * Stored as a blob under its hash (`orders/<sha256>.json`, canonical JSON): event bodies stay small, and a worker needs no database.
 */
export const RenderOrder = Strict({
  schemaVersion: Type.Literal(1),
  edit: Edit,
  assets: Type.Array(ReadAsset),
})
export type RenderOrder = Static<typeof RenderOrder>

/** How urgently a class of work is served: 1 first, 9 last. */
export const RenderClass = Type.Integer({ minimum: 0, maximum: 9 })

export const orderKey = (sha256: string): string => `orders/${sha256}.json`
export const planKey = (sha256: string): string => `plans/${sha256}.json`
export const assetKey = (sha256: string): string => `assets/${sha256}`
export const outputPrefix = (renderId: string): string => `outputs/${renderId}/`
/** Attempt-specific: what a zombie writes late is a file that no event names. */
export const outputKey = (renderId: string, claimRevision: string, fileName: string): string =>
  `${outputPrefix(renderId)}${claimRevision}/${fileName}`
export const logPrefix = (renderId: string): string => `logs/${renderId}/`
export const logKey = (renderId: string, attempt: number): string =>
  `${logPrefix(renderId)}${String(attempt).padStart(4, '0')}.ndjson`

/** Of one chunk, what the logs of all its attempts begin with. */
export const chunkLogsPrefix = (renderId: string, planId: number, number: number): string =>
  `${logPrefix(renderId)}chunk-${planId}-${String(number).padStart(5, '0')}-`
export const chunkLogKey = (renderId: string, planId: number, number: number, attempt: number): string =>
  `${chunkLogsPrefix(renderId, planId, number)}${String(attempt).padStart(4, '0')}.ndjson`

export const RenderId = Uuid
