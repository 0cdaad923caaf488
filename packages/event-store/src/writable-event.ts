import assert from 'node:assert/strict'
import { EventRejected } from './errors.ts'
import type { ExpectedRevision, NewEvent } from './event-store.ts'

/** An event as the stores take it: what is JSON is text by now, so nothing in it can surprise a driver half-way. */
export interface WritableEvent {
  readonly id: string
  readonly type: string
  readonly data: string
  readonly metadata: string
}

/** EventStoreDB takes 1 MiB for one append, framing included; both adapters stop at the same size, short of that. */
const maxAppendBytes = 1_000_000
const framingBytesPerEvent = 128

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const controlOrLoneSurrogate = /[\p{Cc}\p{Surrogate}]/u
const maxNameLength = 500

/** Turns events to text. Throws EventRejected for what no store would ever take, before a store has seen any of it. */
export function toWritable(stream: string, events: readonly NewEvent[]): WritableEvent[] {
  assertName('stream', stream)
  assert(events.length > 0, 'an append carries at least one event')
  const written = events.map((event) => {
    assertName('event type', event.type)
    if (!uuid.test(event.id)) throw new EventRejected(`${JSON.stringify(event.id)} is not a UUID`)
    return {
      id: event.id.toLowerCase(),
      type: event.type,
      data: toJson(event.data, event.type),
      metadata: toJson(event.metadata, event.type),
    }
  })
  if (new Set(written.map((event) => event.id)).size < written.length) {
    throw new EventRejected(`an append to ${stream} uses one event id twice`)
  }
  const sizeBytes = written.reduce((sum, event) => sum + bytesOf(event), 0)
  if (sizeBytes > maxAppendBytes) {
    throw new EventRejected(`an append to ${stream} takes ${sizeBytes} bytes of ${maxAppendBytes}`)
  }
  return written
}

/** The revision before the first event of an append: -1 is "nothing there". */
export function revisionBefore(expected: ExpectedRevision): bigint {
  if (expected === 'no_stream') return -1n
  // EventStoreDB's client sends a negative revision as something else, and loses its connection over it.
  assert(expected >= 0n, `${expected} is not a revision; a stream that is not there yet is 'no_stream'`)
  return expected
}

function assertName(what: string, name: string): void {
  // "$" begins the names that EventStoreDB keeps for itself.
  const acceptable =
    name !== '' && name.length <= maxNameLength && !name.startsWith('$') && !controlOrLoneSurrogate.test(name)
  if (!acceptable) throw new EventRejected(`${JSON.stringify(name)} cannot be the name of a ${what}`)
}

function toJson(value: unknown, type: string): string {
  let text: string | undefined
  try {
    text = JSON.stringify(value, refuseLoss)
  } catch (error: unknown) {
    throw new EventRejected(`a ${type} is not JSON: ${String(error)}`, { cause: error })
  }
  if (text === undefined) throw new EventRejected(`a ${type} is not JSON: undefined`)
  return text
}

/** What JSON.stringify would turn into null without a word. A property that is undefined is simply not there. */
function refuseLoss(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${key} is ${value}`)
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`${key} is a ${typeof value}`)
  if (value === undefined && Array.isArray(this)) throw new TypeError(`element ${key} is undefined`)
  return value
}

function bytesOf(event: WritableEvent): number {
  return (
    framingBytesPerEvent +
    Buffer.byteLength(event.type) +
    Buffer.byteLength(event.data) +
    Buffer.byteLength(event.metadata)
  )
}
