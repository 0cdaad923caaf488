import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '@framewright/observability'

/** Longer than any upload may take: several processes may share the folder. */
const staleMs = 2 * 3_600_000

/**
 * At once, and again for as long as the process lives: what was left by one that was started again a minute later is too young
 * at first. Returns what ends it.
 */
export async function sweepUploads(
  uploadDir: string,
  log: Logger,
  { everyMs = staleMs / 2, now = Date.now } = {},
): Promise<() => void> {
  await removeStaleUploads(uploadDir, now(), log)
  const timer = setInterval(() => {
    removeStaleUploads(uploadDir, now(), log).catch((error: unknown) =>
      log.warn({ err: error, uploadDir }, 'could not look for uploads that were never finished'),
    )
  }, everyMs)
  return () => clearInterval(timer)
}

/** What uploads left behind in processes that were killed. Those of today's other processes are left alone. */
async function removeStaleUploads(uploadDir: string, nowMs: number, log: Logger): Promise<void> {
  await mkdir(uploadDir, { recursive: true })
  for (const name of await readdir(uploadDir)) {
    const folder = join(uploadDir, name)
    // One that is gone by now was finished by its own process.
    const changedMs = (await stat(folder).catch(() => null))?.mtimeMs ?? nowMs
    if (nowMs - changedMs < staleMs) continue
    await rm(folder, { recursive: true, force: true })
    log.info({ folder }, 'removed an upload that was never finished')
  }
}
