/**
 * How much of this worker is taken, in slots. In: whoever would like to ask for work, and what the work that came needs. Out:
 * no more of it at a time than there is room for. One asks at a time, for what comes may take all that is free; and a pull that
 * is given up while the broker answers it costs the item its wait for an acknowledgement.
 *
 * An item that needs more than is free is handed back, for somebody else, and this worker asks for nothing for a moment, so
 * that it is not itself who is given it. Had another worker no room either, the item is kept, and nothing else is taken until
 * what runs has left enough: small work without end would keep it waiting for ever. Of such items there is one at a time.
 */
import { setTimeout as delay } from 'node:timers/promises'

export interface Room {
  readonly slots: number
  readonly taken: number
  /** Resolves when it may ask for work, and has found a place for it when it ends that. Null: the signal was aborted. */
  ask(signal: AbortSignal): Promise<Asking | null>
  /** What is needed, or all there is where that is less. Null: that much is not free. */
  take(slots: number): Place | null
  /** As soon as it can be. Null: the signal was aborted, or another item is waited for already. */
  save(slots: number, signal: AbortSignal): Promise<Place | null>
  /** Nobody asks for so long. */
  rest(durationMs: number): void
}

export interface Asking {
  end(): void
}

export interface Place {
  leave(): void
}

export function createRoom(slots: number): Room {
  let waiting: (() => void)[] = []
  let taken = 0
  let isAsking = false
  let isSaving = false
  let resting = 0

  const mayAsk = (): boolean => !isAsking && !isSaving && resting === 0 && taken < slots

  /** Something has changed: who waits looks again. */
  function settle(): void {
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  }

  async function untilChanged(signal: AbortSignal): Promise<void> {
    let wake = () => {}
    await new Promise<void>((resolve) => {
      wake = resolve
      waiting.push(wake)
      signal.addEventListener('abort', wake, { once: true })
    })
    signal.removeEventListener('abort', wake)
  }

  function take(needed: number): Place | null {
    const own = Math.min(needed, slots)
    if (own > slots - taken) return null
    taken += own
    settle()
    return {
      leave: () => {
        taken -= own
        settle()
      },
    }
  }

  return {
    slots,
    get taken() {
      return taken
    },
    ask: async (signal) => {
      while (!mayAsk() && !signal.aborted) await untilChanged(signal)
      if (signal.aborted) return null
      isAsking = true
      return {
        end: () => {
          isAsking = false
          settle()
        },
      }
    },
    take: (needed) => (isSaving ? null : take(needed)),
    save: async (needed, signal) => {
      if (isSaving) return null
      isSaving = true
      settle()
      try {
        while (Math.min(needed, slots) > slots - taken && !signal.aborted) await untilChanged(signal)
        return signal.aborted ? null : take(needed)
      } finally {
        isSaving = false
        settle()
      }
    },
    rest: (durationMs) => {
      resting += 1
      settle()
      void delay(durationMs).then(() => {
        resting -= 1
        settle()
      })
    },
  }
}
