import { createHash, randomUUID } from 'node:crypto'
import { assetStream, chunkStream, renderStream, type ChunkPlace } from '@framewright/domain'
import type { EventStore } from '@framewright/event-store'
import {
  assetKey,
  type AssetView,
  type ChunkEvent,
  type Edit,
  type EventMetadata,
  type FramewrightEvent,
  type MediaFacts,
  type RenderView,
  type VideoTrack,
} from '@framewright/schemas'
import { output } from '../../../test/support/render-facts.ts'
import type { TestApi, TestUser } from './api.ts'

/** An asset of this user's, ten seconds of 720p with sound, without the trouble of a file that is one. */
export async function giveAsset(
  api: TestApi,
  { userId }: TestUser,
  { media = output.media, name = 'bunny.mp4' }: { media?: MediaFacts; name?: string } = {},
): Promise<AssetView> {
  const assetId = randomUUID()
  const bytes = `the bytes of ${assetId}`
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await api.storage.putBytes(assetKey(sha256), bytes)
  const data = { assetId, userId, name, sha256, sizeBytes: bytes.length, media }
  await appendAs(api.eventStore, userId, assetStream(assetId), -1n, [{ type: 'AssetStored', data }])
  return { assetId, name, sha256, sizeBytes: bytes.length, media, createdAt: '' }
}

/** A clip of an asset, four seconds long, then whatever clips besides; what a test says of them need not be right. */
export const editOf = (asset: { readonly assetId: string }, clip: object = {}, ...more: object[]): Edit => {
  const first = { type: 'video', asset: asset.assetId, start: 0, duration: 4, in: 0, ...clip }
  return {
    schemaVersion: 1,
    title: 'A film',
    canvas: { width: 640, height: 360, fps: 25 },
    tracks: [{ kind: 'video', clips: [first, ...more] as VideoTrack['clips'] }],
    outputs: [{ name: 'film', preset: 'standard' }],
  }
}

/** A film of nothing but words: needs no asset. */
export const textEdit = (text = 'The end'): Edit => ({
  schemaVersion: 1,
  canvas: { width: 640, height: 360, fps: 25 },
  tracks: [{ kind: 'video', clips: [{ type: 'text', text, start: 0, duration: 2 }] }],
  outputs: [{ name: 'film', preset: 'standard' }],
})

export async function submit(
  user: TestUser,
  { project = 'project-1', edit = textEdit() }: { project?: string; edit?: Edit } = {},
): Promise<RenderView> {
  const answer = await user.request('POST', `/projects/${project}/render`, { body: edit })
  if (answer.status !== 202) throw new Error(`answered ${answer.status}: ${answer.text}`)
  return answer.json<RenderView>()
}

/** What a worker would append to a render that stands at this revision. */
export const appendToRender = (
  api: TestApi,
  { userId }: TestUser,
  renderId: string,
  after: bigint,
  ...events: FramewrightEvent[]
): Promise<{ revision: bigint }> => appendAs(api.eventStore, userId, renderStream(renderId), after, events)

/** And to a chunk of it. */
export const appendToChunk = (
  api: TestApi,
  { userId }: TestUser,
  place: ChunkPlace,
  after: bigint,
  ...events: ChunkEvent[]
): Promise<{ revision: bigint }> =>
  appendAs(api.eventStore, userId, chunkStream(place), after, events, place.renderId)

function appendAs(
  eventStore: EventStore,
  userId: string,
  stream: string,
  after: bigint,
  events: readonly FramewrightEvent[],
  correlationId = stream.replace(/^[a-z]+-/i, ''),
): Promise<{ revision: bigint }> {
  const metadata: EventMetadata = {
    $correlationId: correlationId,
    $causationId: randomUUID(),
    traceparent: null,
    userId,
    schemaVersion: 1,
  }
  const written = events.map(({ type, data }) => ({ id: randomUUID(), type, data, metadata }))
  return eventStore.append(stream, after < 0n ? 'no_stream' : after, written)
}
