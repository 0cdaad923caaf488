import assert from 'node:assert/strict'

// The first dash separates category from id: EventStoreDB's category projections and our prefix filters rely on it.
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const streamPrefixes = {
  render: 'render-',
  chunk: 'chunk-',
  asset: 'asset-',
  progress: 'renderProgress-',
} as const

export const renderStream = (renderId: string): string => `${streamPrefixes.render}${checked(renderId)}`
export const assetStream = (assetId: string): string => `${streamPrefixes.asset}${checked(assetId)}`
export const progressStream = (renderId: string): string => `${streamPrefixes.progress}${checked(renderId)}`

/** The render a `render-` stream belongs to. */
export function renderIdOf(stream: string): string {
  assert(stream.startsWith(streamPrefixes.render), `${stream} is not the stream of a render`)
  return checked(stream.slice(streamPrefixes.render.length))
}

/** The id of a render's work item: the last token of its subject. */
export const renderItemId = (renderId: string): string => `render-${checked(renderId)}`

/** Which chunk it is, of which plan: the revision of its RenderPlanned. */
export interface ChunkPlace {
  readonly renderId: string
  readonly planId: bigint
  readonly number: number
}

export const chunkStream = ({ renderId, planId, number }: ChunkPlace): string =>
  `${streamPrefixes.chunk}${checked(renderId)}.${planId}.${number}`

/** What the streams of all chunks of a render begin with. */
export const chunkStreams = (renderId: string): string => `${streamPrefixes.chunk}${checked(renderId)}.`

/** The last token of the subject of a chunk's work item; a token has no dots. */
export const chunkItemId = ({ renderId, planId, number }: ChunkPlace): string =>
  `chunk-${checked(renderId)}-${planId}-${number}`

/** The id of the work item that makes a film of a plan's chunks. It is claimed on the render's own stream. */
export const assemblyItemId = (renderId: string, planId: bigint): string =>
  `assembly-${checked(renderId)}-${planId}`

/** The chunk that a `chunk-` stream belongs to. */
export function chunkOf(stream: string): ChunkPlace {
  const [, renderId, planId, number] = /^chunk-([^.]+)\.(\d+)\.(\d+)$/.exec(stream) ?? []
  assert(renderId !== undefined && planId !== undefined, `${stream} is not the stream of a chunk`)
  return { renderId: checked(renderId), planId: BigInt(planId), number: Number(number) }
}

function checked(id: string): string {
  assert(uuidPattern.test(id), `${id} is not a lower-case UUID`)
  return id
}
