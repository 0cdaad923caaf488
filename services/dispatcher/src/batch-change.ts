import type { BacklogRow } from '@framewright/read-model'
import { renderOf, type Routing } from './route-event.ts'

export interface Routed {
  readonly stream: string
  readonly route: (rows: readonly BacklogRow[]) => Routing
}

/** Pure: what the events come to, each row of it once; a later event of an item supersedes what an earlier one wanted. */
export function changeOf(rows: readonly BacklogRow[], routed: readonly Routed[]): Routing {
  const current = byRender(rows)
  const saved = new Map<string, BacklogRow>()
  const removed = new Set<string>()
  const withdrawn = new Map<string, BacklogRow>()
  const failures: Routing['failures'][number][] = []
  for (const { stream, route } of routed) {
    const ofRender = current.get(renderOf(stream)) ?? new Map<string, BacklogRow>()
    current.set(renderOf(stream), ofRender)
    const change = route([...ofRender.values()])
    for (const row of change.saved) {
      ofRender.set(row.item_id, row)
      saved.set(row.item_id, row)
      removed.delete(row.item_id)
      withdrawn.delete(row.item_id)
    }
    for (const itemId of change.removed) {
      ofRender.delete(itemId)
      saved.delete(itemId)
      removed.add(itemId)
    }
    for (const row of change.withdrawn) withdrawn.set(row.item_id, row)
    failures.push(...change.failures)
  }
  return { saved: [...saved.values()], removed: [...removed], withdrawn: [...withdrawn.values()], failures }
}

function byRender(rows: readonly BacklogRow[]): Map<string, Map<string, BacklogRow>> {
  const renders = new Map<string, Map<string, BacklogRow>>()
  for (const row of rows) {
    const ofRender = renders.get(row.render_id) ?? new Map<string, BacklogRow>()
    renders.set(row.render_id, ofRender.set(row.item_id, row))
  }
  return renders
}
