import assert from 'node:assert/strict'

/** What a process has opened, and how to let go of it: released in reverse order, all of it, whatever fails. */
export interface Releases {
  add(name: string, release: () => unknown): void
  /** Once: a second call waits for the first. Throws an AggregateError at the end when some could not be released. */
  release(): Promise<void>
  /** What is being released now: what a shutdown that takes too long is waiting for. */
  readonly waitingFor: string | null
}

export function openReleases(): Releases {
  const held: { name: string; release: () => unknown }[] = []
  let waitingFor: string | null = null
  let releasing: Promise<void> | null = null
  let over = false

  /** Until nothing is left: what is added meanwhile, by a start that is still on its way, is released too. */
  async function releaseAll(): Promise<void> {
    const failures: Error[] = []
    for (let next = held.pop(); next !== undefined; next = held.pop()) {
      waitingFor = next.name
      try {
        await next.release()
      } catch (error: unknown) {
        failures.push(new Error(`could not release ${next.name}`, { cause: error }))
      }
    }
    waitingFor = null
    over = true
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be released')
  }

  return {
    add: (name, release) => {
      assert(!over, `${name} was opened after everything had been released`)
      held.push({ name, release })
    },
    release: () => (releasing ??= releaseAll()),
    get waitingFor() {
      return waitingFor
    },
  }
}
