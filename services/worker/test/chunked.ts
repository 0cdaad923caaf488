import assert from 'node:assert/strict'
import { assemblyItemId, chunkItemId, chunkStream, renderStream } from '@framewright/domain'
import { publishWork } from '@framewright/jetstream'
import type { ChunkEvent, RenderEvent, WorkItem } from '@framewright/schemas'
import type { Bench } from './bench.ts'

type PlanData = Extract<RenderEvent, { type: 'RenderPlanned' }>['data']

export interface Planned {
  readonly planId: bigint
  readonly data: PlanData
}

/** The plan in chunks that is current, or was last. */
export async function lastPlan(bench: Bench, renderId: string): Promise<Planned> {
  const events = await bench.events(renderId)
  const at = events.findLastIndex(({ type }) => type === 'RenderPlanned')
  const event = events[at]
  assert(event?.type === 'RenderPlanned' && event.data.mode === 'chunked', 'it is planned in chunks')
  return { planId: BigInt(at), data: event.data }
}

/** What the dispatcher makes of a plan. */
export function chunkItem(renderId: string, planId: bigint, number: number): WorkItem {
  const place = { renderId, planId, number }
  return {
    ...{ kind: 'chunk', itemId: chunkItemId(place), renderId, stream: chunkStream(place) },
    ...{ lane: 'cpu-s', traceparent: null, planId: Number(planId), number },
  }
}

export const assemblyItem = (renderId: string, planId: bigint): WorkItem => ({
  ...{ kind: 'assembly', itemId: assemblyItemId(renderId, planId), renderId, stream: renderStream(renderId) },
  ...{ lane: 'cpu-s', traceparent: null, planId: Number(planId) },
})

/** Releases the chunks that are no hits, all at once, or in the order of a test. */
export async function releaseChunks(
  bench: Bench,
  renderId: string,
  { planId, data }: Planned,
  inOrder = (numbers: number[]) => numbers,
): Promise<number[]> {
  const hits = new Set(data.hits)
  const numbers = Array.from({ length: data.chunkCount }, (_, number) => number)
  const missed = inOrder(numbers.filter((number) => !hits.has(number)))
  for (const number of missed) await publishWork(bench.nats, chunkItem(renderId, planId, number))
  return missed
}

export async function chunkEvents(
  bench: Bench,
  renderId: string,
  planId: bigint,
  number: number,
): Promise<ChunkEvent[]> {
  const stored = await bench.eventStore.readStream(chunkStream({ renderId, planId, number }))
  return stored.map(({ type, data }) => ({ type, data }) as ChunkEvent)
}

/** From the request to the end, as the dispatcher would have it; resolves when no work is left. */
export async function renderInChunks(
  bench: Bench,
  order: { readonly sha256: string; readonly sizeBytes: number },
  inOrder?: (numbers: number[]) => number[],
): Promise<{ renderId: string; plan: Planned; events: RenderEvent[] }> {
  const renderId = await bench.request({ order })
  await bench.publish(renderId)
  await bench.untilNoWork(60_000)
  const plan = await lastPlan(bench, renderId)
  await releaseChunks(bench, renderId, plan, inOrder)
  await bench.untilNoWork(60_000)
  await publishWork(bench.nats, assemblyItem(renderId, plan.planId))
  await bench.untilNoWork(60_000)
  return { renderId, plan, events: await bench.events(renderId) }
}
