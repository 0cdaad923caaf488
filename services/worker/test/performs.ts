import { once } from 'node:events'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { output } from '../../../test/support/render-facts.ts'
import type { Attempt, Perform, Work } from '../src/work-item.ts'

/** Work without media, which a test lets end when it likes. */
export interface HeldWork {
  readonly perform: Perform
  /** The attempts that have begun. */
  readonly attempts: readonly Attempt[]
  readonly discarded: number
  readonly aborted: number
  /** Lets everything end that has begun or will begin. */
  finish(): void
}

export function holdWork({ ignoreAbort = false, filmBytes = 6 } = {}): HeldWork {
  const attempts: Attempt[] = []
  const finished = new AbortController()
  let discarded = 0
  let aborted = 0

  async function discard(): Promise<void> {
    discarded += 1
  }

  async function perform(attempt: Attempt): Promise<Work> {
    attempts.push(attempt)
    const film = join(attempt.folder, 'film.mp4')
    writeFileSync(film, 'frames')
    // What lies behind the frames takes no room on the disk.
    truncateSync(film, filmBytes)
    attempt.log.add('ffmpeg', 'the last that it said')
    await Promise.race([finished.signal, attempt.signal].map(untilAborted))
    if (attempt.signal.aborted && !finished.signal.aborted) {
      aborted += 1
      if (!ignoreAbort) attempt.signal.throwIfAborted()
      await untilAborted(finished.signal)
    }
    return { result: { kind: 'files', outputs: [output] }, discard }
  }

  return {
    perform,
    attempts,
    get discarded() {
      return discarded
    },
    get aborted() {
      return aborted
    },
    finish: () => finished.abort(),
  }
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

/** Work that is done as soon as it has begun. */
export const instantWork: Perform = async () => ({
  result: { kind: 'files', outputs: [output] },
  discard: async () => {},
})
