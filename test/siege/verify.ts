/**
 * The verifier. In: what was promised to users. Out: how far it was kept, by what lies in the event store, in storage and
 * behind the API, and by the processes and folders that are left. It waits for the last render to end, and no longer than
 * `settleMs`; what has not ended by then is lost.
 */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { chunkStream, renderStream } from '@framewright/domain'
import { consumerLag } from '@framewright/jetstream'
import type { RenderView } from '@framewright/schemas'
import { eventually } from '../support/eventually.ts'
import { judgeChunk, judgeRender, type Verdict } from './judge.ts'
import type { Accepted } from './ledger.ts'
import { isAsReplayed } from './replay.ts'
import type { Siege } from './siege.ts'

export interface Findings {
  readonly renders: number
  /** I1: accepted, and not ended as it should. */
  readonly lost: number
  /** I2: ends beyond the one that each run may have. */
  readonly double: number
  /** I3: completed, and what is served is not what was committed. */
  readonly stale: number
  /** I4: rows that a replay makes otherwise, and views that are not those of the stream. */
  readonly unlike: number
  /** I6: ffmpeg processes, folders and messages that are left. */
  readonly orphans: number
  /** Failed with WORKER_LOST. */
  readonly workersLost: number
  /** Claims beyond those that there are without any fault, but those that were handed back. */
  readonly attemptsMore: number
  /** I7: claims beyond those that there are without any fault, for each of these. */
  readonly duplicateWork: number
  readonly details: readonly string[]
}

const settleMs = 180_000
const leftMs = 60_000

/** Without `replay` the rows are compared with the streams alone: a replay of everything takes its time. */
export async function verify(
  siege: Siege,
  accepted: readonly Accepted[],
  { replay = true }: { replay?: boolean } = {},
): Promise<Findings> {
  const details: string[] = []
  const verdicts = new Map<Accepted, Verdict>()
  const deadline = Date.now() + settleMs
  for (const render of accepted) verdicts.set(render, await untilEnded(siege, render, deadline))

  let claims = 0
  let due = 0
  let handedBack = 0
  let double = 0
  for (const { renderId } of accepted) {
    for (const chunk of await chunksOf(siege, renderId)) {
      claims += chunk.claims
      due += chunk.due
      handedBack += chunk.handedBack
      double += chunk.double
      if (chunk.double > 0) details.push(`${renderId}: a chunk has ended twice`)
    }
  }
  let lost = 0
  let stale = 0
  let unlike = 0
  let workersLost = 0
  for (const [{ renderId, endings }, verdict] of verdicts) {
    claims += verdict.claims
    due += verdict.due
    handedBack += verdict.handedBack
    double += verdict.double
    if (verdict.double > 0) details.push(`${renderId}: ended ${verdict.double} times too often`)
    if (verdict.failureCode === 'WORKER_LOST') workersLost += 1
    const ended = endings.some((status) => verdict.ended === eventOf[status])
    if (!ended) {
      lost += 1
      details.push(`${renderId}: ${verdict.ended ?? 'has not ended'} ${verdict.failureCode ?? ''}`)
    }
    for (const complaint of await servedOtherwise(siege, renderId, verdict)) {
      stale += 1
      details.push(`${renderId}: ${complaint}`)
    }
    if (!(await isShownAs(siege, renderId, verdict))) {
      unlike += 1
      details.push(`${renderId}: the API shows something else than its stream says`)
    }
  }
  if (replay && !(await isAsReplayed(siege.system))) {
    unlike += 1
    details.push('the rows are not those of a replay')
  }
  const orphans = await leftOvers(siege)
  details.push(...orphans)
  return {
    ...{ renders: accepted.length, lost, double, stale, unlike, orphans: orphans.length, workersLost },
    attemptsMore: claims - due - handedBack,
    duplicateWork: due === 0 ? 0 : (claims - due) / due,
    details,
  }
}

const eventOf = {
  completed: 'RenderCompleted',
  failed: 'RenderFailed',
  cancelled: 'RenderCancelled',
  deleted: 'RenderDeleted',
} as const

async function untilEnded({ eventStore }: Siege, { renderId }: Accepted, deadline: number): Promise<Verdict> {
  const read = async () => judgeRender(await eventStore.readStream(renderStream(renderId)))
  try {
    return await eventually(
      async () => {
        const verdict = await read()
        if (verdict.ended === null) throw new Error(`${renderId} has not ended`)
        return verdict
      },
      { withinMs: Math.max(1, deadline - Date.now()), everyMs: 100 },
    )
  } catch {
    // Lost: that is what is reported.
    return read()
  }
}

/** What has happened to each chunk of each plan that the render had. */
async function chunksOf({ eventStore }: Siege, renderId: string) {
  const events = await eventStore.readStream(renderStream(renderId))
  const places = events.flatMap(({ type, data, revision: planId }) => {
    const { mode, chunkCount } = data as { mode?: string; chunkCount?: number }
    if (type !== 'RenderPlanned' || mode !== 'chunked') return []
    return Array.from({ length: chunkCount! }, (_, number) => ({ renderId, planId, number }))
  })
  return Promise.all(places.map(async (place) => judgeChunk(await eventStore.readStream(chunkStream(place)))))
}

/** What was committed is there, whole, and what is downloaded is that. */
async function servedOtherwise({ system, client }: Siege, renderId: string, { outputs }: Verdict) {
  const complaints: string[] = []
  for (const { key, sha256 } of outputs) {
    const path = join(system.storageFolder, key)
    if (!existsSync(path)) complaints.push(`${key} is not in storage`)
    else if ((await sha256Of(path)) !== sha256) complaints.push(`${key} is not what was committed`)
  }
  if (outputs.length > 0) {
    const served = createHash('sha256')
      .update(await client.download(renderId))
      .digest('hex')
    if (served !== outputs[0]!.sha256) complaints.push('what is downloaded is not what was committed')
  }
  return complaints
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

async function isShownAs({ client }: Siege, renderId: string, verdict: Verdict): Promise<boolean> {
  const isIt = (view: RenderView) =>
    view.version === Number(verdict.revision) &&
    (verdict.ended === null || eventOf[view.status as Accepted['endings'][number]] === verdict.ended) &&
    verdict.outputs.every(({ sha256 }, at) => view.outputs[at]?.sha256 === sha256)
  try {
    await eventually(async () => {
      if (!isIt(await client.render(renderId))) throw new Error('not yet')
    })
    return true
  } catch {
    // Not within ten seconds: that is what is reported.
    return false
  }
}

async function leftOvers({ system, nats }: Siege): Promise<string[]> {
  let left: string[] = []
  const look = async () => {
    const folders = attemptFolders(system.scratchFolder)
    const lag = (await consumerLag(nats)).filter(({ stream }) => stream === 'RENDER_WORK')
    const messages = lag.filter(({ pending, ackPending }) => pending + ackPending > 0)
    left = [
      ...system.ffmpegs().map((pid) => `ffmpeg ${pid} is left`),
      ...folders.map((folder) => `${folder} is left`),
      ...messages.map(
        ({ consumer, pending, ackPending }) => `${consumer}: ${pending + ackPending} messages left`,
      ),
    ]
    if (left.length > 0) throw new Error(left.join(', '))
  }
  try {
    await eventually(look, { withinMs: leftMs, everyMs: 250 })
  } catch {
    // They are what is reported.
  }
  return left
}

/** One folder for each worker, in it one for each attempt. */
function attemptFolders(scratch: string): string[] {
  return readdirSync(scratch).flatMap((worker) =>
    readdirSync(join(scratch, worker)).map((name) => join(worker, name)),
  )
}
