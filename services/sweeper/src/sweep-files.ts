/**
 * In: what storage has below `outputs/` and `logs/`. Out: the same without what attempts that died have left, what a worker has
 * stored for a render that was deleted meanwhile, outputs that have expired, and logs that are older than they may be. Nothing goes that an event names, or may
 * be about to name: a file that is not named is looked at only when the rows know of events that are a day younger than it is, and
 * of a render without a row nothing goes. Whoever dies half-way has removed some of it.
 */
import { knownUntil, loadRenders } from '@framewright/read-model'
import { foldersBelow, type Folder } from './folders-below.ts'
import { longestRenderMs, type SweeperParts } from './sweeper-parts.ts'
import { fateOfLog, fateOfOutput, type Fate } from './unnamed-files.ts'

const outputsPrefix = 'outputs/'
const logsPrefix = 'logs/'
const pageSize = 200
const renderIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export async function sweepFiles(parts: SweeperParts, signal: AbortSignal): Promise<void> {
  const { session, storage, bounds, log } = parts
  const { kysely } = session
  // Who opens storage looks as well; but those that go on for months do not.
  await storage.removeUnfinished()
  const removed = { outputs: 0, logs: 0 }
  // Before any row is read: they know this much at least.
  const known = await knownUntil(kysely)
  if (known === null) return
  const unnamedBefore = new Date(Math.min(known.getTime(), Date.now()) - longestRenderMs)
  const logsBefore = bounds.logsMaxAgeMs === null ? null : new Date(Date.now() - bounds.logsMaxAgeMs)

  await eachFolder(outputsPrefix, async (folder, row) => {
    for (const key of folder.keys) removed.outputs += await remove(key, fateOfOutput(key, row), unnamedBefore)
  })
  await eachFolder(logsPrefix, async (folder, row) => {
    const fate = logsBefore === null ? fateOfLog(row) : 'unless named by now'
    for (const key of folder.keys) removed.logs += await remove(key, fate, logsBefore ?? unnamedBefore)
  })
  if (removed.outputs + removed.logs > 0) log.info(removed, 'removed files that are not to be kept')

  /** How many were removed: none, or this one. */
  async function remove(key: string, fate: Fate, before: Date): Promise<0 | 1> {
    if (fate === 'kept' || signal.aborted) return 0
    if (fate === 'unless named by now') {
      const found = await storage.stat(key)
      if (found === null || found.modifiedAt >= before) return 0
    }
    await storage.remove(key)
    log.debug({ key, fate }, 'removed a file')
    return 1
  }

  type Row = Parameters<typeof fateOfOutput>[1]
  async function eachFolder(
    prefix: string,
    look: (folder: Folder, row: Row) => Promise<void>,
  ): Promise<void> {
    let page: Folder[] = []
    const turn = async () => {
      const rows = await loadRenders(
        kysely,
        page.map(({ name }) => name),
      )
      for (const folder of page) {
        const row = rows.get(folder.name)
        if (row !== undefined && !signal.aborted) await look(folder, row)
      }
      page = []
    }
    for await (const folder of foldersBelow(storage, prefix)) {
      if (signal.aborted) return
      if (renderIdPattern.test(folder.name)) page.push(folder)
      if (page.length === pageSize) await turn()
    }
    await turn()
  }
}
