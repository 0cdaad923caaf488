/** What EventStoreDB keeps, and its rules for appending to it, held in memory: the half of the test server without a wire. */
export interface LoggedEvent {
  /** Counts bytes, as EventStoreDB does: positions have gaps and say nothing about how many events there are. */
  readonly position: bigint
  readonly stream: string
  readonly revision: bigint
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly data: Uint8Array
  readonly metadata: Uint8Array
  readonly created: Date
}

export type ProposedEvent = Omit<LoggedEvent, 'position' | 'stream' | 'revision' | 'created'>

/** -1: the stream must not be there. */
export type AppendResult =
  | { readonly kind: 'stored'; readonly revision: bigint; readonly position: bigint }
  | { readonly kind: 'wrong-expected-version'; readonly current: bigint }
  | { readonly kind: 'too-large' }

export interface EventLog {
  readonly events: readonly LoggedEvent[]
  append(stream: string, expected: bigint, proposed: readonly ProposedEvent[]): AppendResult
  readStream(stream: string, from: bigint): readonly LoggedEvent[] | null
  /** As if the disk had been replaced by an empty one. */
  wipe(): void
  /** As the server's MaxAppendSize. */
  limitAppends(sizeBytes: number): void
  /** Calls back after each append that stored something. Returns how to stop that. */
  readonly onAppended: (hear: () => void) => () => void
}

/** MaxAppendSize of EventStoreDB, as it is when nobody sets it. */
const usualMaxAppendBytes = 1_048_576
const bytesPerRecord = 100n

/**
 * | expected | ids | result |
 * |---|---|---|
 * | before the end of the stream | all are stored right behind it, in this order | the result of that append again |
 * | before the end of the stream | any other | wrong expected version |
 * | the end of the stream | not looked at, not even for repetition | stored |
 * | beyond it | not looked at | wrong expected version |
 */
export function openEventLog(): EventLog {
  const events: LoggedEvent[] = []
  const streams = new Map<string, LoggedEvent[]>()
  const hearers = new Set<() => void>()
  let end = 0n
  let maxAppendBytes = usualMaxAppendBytes

  function store(stream: string, expected: bigint, proposed: readonly ProposedEvent[]): AppendResult {
    const rows = streams.get(stream) ?? []
    streams.set(stream, rows)
    for (const [at, event] of proposed.entries()) {
      const row = {
        ...event,
        stream,
        position: end,
        revision: expected + BigInt(at) + 1n,
        created: new Date(),
      }
      rows.push(row)
      events.push(row)
      end += bytesPerRecord + BigInt(event.data.length + event.metadata.length)
    }
    for (const hear of [...hearers]) hear()
    return resultOf(rows.at(-1)!)
  }

  return {
    events,
    append: (stream, expected, proposed) => {
      const sizeBytes = proposed.reduce((sum, event) => sum + event.data.length + event.metadata.length, 0)
      if (sizeBytes > maxAppendBytes) return { kind: 'too-large' }
      const rows = streams.get(stream) ?? []
      const current = BigInt(rows.length) - 1n
      if (expected === current) return store(stream, expected, proposed)
      const there = proposed.map((_event, at) => rows[Number(expected) + 1 + at])
      const isRepeat =
        expected < current && proposed.every((event, at) => there[at]?.id === event.id) && there.length > 0
      return isRepeat ? resultOf(there.at(-1)!) : { kind: 'wrong-expected-version', current }
    },
    readStream: (stream, from) => streams.get(stream)?.slice(Number(from)) ?? null,
    wipe: () => {
      events.length = 0
      streams.clear()
      end = 0n
    },
    limitAppends: (sizeBytes) => {
      maxAppendBytes = sizeBytes
    },
    onAppended: (hear) => {
      hearers.add(hear)
      return () => hearers.delete(hear)
    },
  }
}

function resultOf({ revision, position }: LoggedEvent): AppendResult {
  return { kind: 'stored', revision, position }
}
