import {
  loadBacklog,
  removeBacklog,
  saveBacklog,
  type BacklogRow,
  type Queryable,
} from '@framewright/read-model'
import type { WorkItem } from '@framewright/schemas'
import { renderStream } from '@framewright/domain'
import type { Routing } from './route-event.ts'

/**
 * The rows of some renders while events are routed: each is read once and written once, however many events there are.
 */
export class BacklogChange {
  readonly #rows: Map<string, BacklogRow>
  readonly #changed = new Set<string>()
  readonly #removed = new Set<string>()
  readonly #withdrawn = new Map<string, BacklogRow>()

  private constructor(rows: readonly BacklogRow[]) {
    this.#rows = new Map(rows.map((row) => [row.item_id, row]))
  }

  static async of(tx: Queryable, renderIds: readonly string[]): Promise<BacklogChange> {
    return new BacklogChange(await loadBacklog(tx, renderIds))
  }

  rowsOf(renderId: string): BacklogRow[] {
    return [...this.#rows.values()].filter((row) => row.render_id === renderId)
  }

  apply({ saved, removed, withdrawn }: Routing): void {
    for (const row of saved) {
      this.#rows.set(row.item_id, row)
      this.#changed.add(row.item_id)
      this.#removed.delete(row.item_id)
      this.#withdrawn.delete(row.item_id)
    }
    for (const itemId of removed) {
      this.#rows.delete(itemId)
      this.#changed.delete(itemId)
      this.#removed.add(itemId)
    }
    for (const row of withdrawn) this.#withdrawn.set(row.item_id, row)
  }

  /** Items whose message is to be taken away. */
  get withdrawn(): BacklogRow[] {
    return [...this.#withdrawn.values()]
  }

  async save(tx: Queryable): Promise<void> {
    await removeBacklog(tx, [...this.#removed])
    await saveBacklog(
      tx,
      [...this.#changed].map((itemId) => this.#rows.get(itemId)!),
    )
  }
}

/** The message of a row. */
export const itemOf = (row: BacklogRow): WorkItem => ({
  kind: 'render',
  itemId: row.item_id,
  renderId: row.render_id,
  stream: renderStream(row.render_id),
  lane: row.lane,
  traceparent: row.traceparent,
})
