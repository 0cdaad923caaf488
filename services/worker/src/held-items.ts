/**
 * What this worker holds, claims under way included: what it answers when another one asks before superseding it. Two of
 * its own slots may be after the same item, so an item is held as long as one of them is.
 */
export interface HeldItems {
  /** Returns how to leave. */
  enter(itemId: string): () => void
  holds(itemId: string): boolean
  list(): string[]
}

export function createHeldItems(): HeldItems {
  const entries = new Set<{ readonly itemId: string }>()
  const list = () => [...new Set([...entries].map(({ itemId }) => itemId))]
  return {
    enter: (itemId) => {
      const entry = { itemId }
      entries.add(entry)
      return () => void entries.delete(entry)
    },
    holds: (itemId) => list().includes(itemId),
    list,
  }
}
