import assert from 'node:assert/strict'

// The first dash separates category from id: EventStoreDB's category projections and our prefix filters rely on it.
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const streamPrefixes = { render: 'render-', asset: 'asset-', progress: 'renderProgress-' } as const

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

function checked(id: string): string {
  assert(uuidPattern.test(id), `${id} is not a lower-case UUID`)
  return id
}
