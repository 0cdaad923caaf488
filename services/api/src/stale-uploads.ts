import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '@framewright/observability'

/** Longer than any upload may take: several processes may share the folder. */
const staleMs = 2 * 3_600_000

/** What uploads left behind in processes that were killed. Those of today's other processes are left alone. */
export async function removeStaleUploads(uploadDir: string, nowMs: number, log: Logger): Promise<void> {
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
