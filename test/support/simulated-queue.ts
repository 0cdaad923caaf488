import { createShares, depth, releaseOrder, usualTimings } from '@framewright/dispatcher'

type Row = Parameters<typeof releaseOrder>[0][number]

export interface Asked {
  readonly userId: string
  readonly class: number
  readonly slots: number
  readonly work: number
  readonly atSeconds: number
  /** How long it really takes, against what its work says. */
  readonly factor: number
}

export interface Done extends Asked {
  readonly releasedAt: number
  readonly startedAt: number
  readonly endedAt: number
}

export interface QueueOptions {
  readonly workers: number
  readonly slotsOfEach: number
  /** Work that a slot does in a second. */
  readonly speed: number
  readonly userCap?: number
}

interface Worker {
  free: number
  /** It was given what it has no room for yet, after another one had none: it takes nothing else before. */
  saved: Message | null
}
interface Message {
  readonly at: number
  readonly slots: number
  wasRefused: boolean
}

/**
 * Pure: what becomes of renders that are asked for, in virtual time. They are released by the dispatcher's own order and
 * depth, from as many rows of each user and class as it reads, and taken in that order by workers as those do it.
 */
export function simulateQueue(asked: readonly Asked[], options: QueueOptions): Done[] {
  const { workers: count, slotsOfEach, speed, userCap = usualTimings.userCap } = options
  const { ageStepMs } = usualTimings
  const workers: Worker[] = Array.from({ length: count }, () => ({ free: slotsOfEach, saved: null }))
  const queues = new Map<string, { rows: Row[]; begin: number }>()
  const slotsUnderWay = new Map<string, number>()
  const shares = createShares()
  const messages: Message[] = []
  const endings: { atSeconds: number; at: number; worker: Worker; slots: number }[] = []
  const releasedAt: number[] = []
  const startedAt: number[] = []
  const endedAt: number[] = []
  let underWay = 0
  let nowSeconds = 0

  function ask(at: number): void {
    const { userId, class: itemClass, slots, work, atSeconds } = asked[at]!
    const key = `${itemClass} ${userId}`
    const queue = queues.get(key) ?? { rows: [], begin: 0 }
    queues.set(key, queue)
    queue.rows.push({
      ...{ item_id: String(at).padStart(6, '0'), user_id: userId, class: itemClass, chunk_number: null },
      ...{ slots, work, queued_at: new Date(atSeconds * 1_000), ages: true },
    })
  }
  function release(): void {
    const room = depth * count * slotsOfEach - underWay
    if (room <= 0) return
    const due = [...queues.values()].flatMap(({ rows, begin }) => rows.slice(begin, begin + room))
    const now = new Date(nowSeconds * 1_000)
    const order = { now, room, mostSlots: slotsOfEach, slotsUnderWay, shares, userCap, ageStepMs }
    for (const row of releaseOrder(due, order)) {
      shares.serve(row, { nowMs: now.getTime(), ageStepMs })
      // In the order of its queue, since all of them age alike.
      queues.get(`${row.class} ${row.user_id}`)!.begin += 1
      const at = Number(row.item_id)
      const slots = Math.min(row.slots, slotsOfEach)
      releasedAt[at] = nowSeconds
      messages.push({ at, slots, wasRefused: false })
      countIn(row.user_id, slots)
    }
  }
  function countIn(userId: string, slots: number): void {
    underWay += slots
    slotsUnderWay.set(userId, (slotsUnderWay.get(userId) ?? 0) + slots)
  }
  function start(worker: Worker, { at, slots }: Message): void {
    const { work, factor } = asked[at]!
    worker.free -= slots
    startedAt[at] = nowSeconds
    const ending = { atSeconds: nowSeconds + (work * factor) / (slots * speed), at, worker, slots }
    let place = endings.length
    while (place > 0 && endings[place - 1]!.atSeconds > ending.atSeconds) place -= 1
    endings.splice(place, 0, ending)
  }
  function take(): void {
    for (const worker of workers) {
      if (worker.saved === null || worker.saved.slots > worker.free) continue
      start(worker, worker.saved)
      worker.saved = null
    }
    for (let message = messages[0]; message !== undefined; message = messages[0]) {
      const { slots, wasRefused } = message
      const asking = workers.filter(({ free, saved }) => free > 0 && saved === null)
      const [any] = asking
      if (any === undefined) return
      const fitting = asking.find(({ free }) => free >= slots)
      if (fitting === undefined && !wasRefused && asking.length > 1) {
        message.wasRefused = true
        continue
      }
      messages.shift()
      if (fitting === undefined) any.saved = message
      else start(fitting, message)
    }
  }

  const arrivals = [...asked.keys()].sort((one, other) => asked[one]!.atSeconds - asked[other]!.atSeconds)
  let arrived = 0
  for (;;) {
    const nextArrival = arrived < arrivals.length ? asked[arrivals[arrived]!]!.atSeconds : Infinity
    nowSeconds = Math.min(nextArrival, endings[0]?.atSeconds ?? Infinity)
    if (nowSeconds === Infinity) break
    while (arrived < arrivals.length && asked[arrivals[arrived]!]!.atSeconds <= nowSeconds) {
      ask(arrivals[arrived]!)
      arrived += 1
    }
    while (endings[0] !== undefined && endings[0].atSeconds <= nowSeconds) {
      const { at, worker, slots } = endings.shift()!
      endedAt[at] = nowSeconds
      worker.free += slots
      countIn(asked[at]!.userId, -slots)
    }
    release()
    take()
  }
  return asked.map((one, at) => ({
    ...one,
    releasedAt: releasedAt[at] ?? Infinity,
    startedAt: startedAt[at] ?? Infinity,
    endedAt: endedAt[at] ?? Infinity,
  }))
}
