import { renderStream, streamPrefixes, upcast } from '@framewright/domain'
import type { EventStore, StoredEvent } from '@framewright/event-store'

/** As many renders as are likely to be under way at once; it bounds the memory of a long replay. */
const mostRemembered = 100_000

/**
 * Which project an event belongs to. Only the first event of a render says so; a replay that starts after it looks it
 * up in the store, once for each render. An event of no render is of no project.
 */
export function projectFinder(store: EventStore): (event: StoredEvent) => Promise<string | null> {
  const known = new Map<string, string | null>()
  return async (event) => {
    if (event.stream.startsWith(streamPrefixes.asset)) return null
    const renderId = event.metadata.$correlationId
    const project = projectIn(event) ?? known.get(renderId) ?? (await projectInStore(store, renderId))
    if (known.size >= mostRemembered) known.clear()
    known.set(renderId, project)
    return project
  }
}

function projectIn({ type, data, metadata }: StoredEvent): string | null {
  if (type !== 'RenderRequested') return null
  const event = upcast({ type, data, schemaVersion: metadata.schemaVersion })
  return event.type === 'RenderRequested' ? event.data.projectId : null
}

async function projectInStore(store: EventStore, renderId: string): Promise<string | null> {
  const [first] = await store.readStream(renderStream(renderId))
  return first === undefined ? null : projectIn(first)
}
