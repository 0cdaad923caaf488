import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from '../fault.ts'
import { untilCompleted } from '../victims.ts'

const tmpfsBytes = 16 * 1024 ** 2
const leftBytes = 200 * 1024
const filler = 'filler'

/** F6. The scratch of all workers is full for a while; no film is a whole one that was written then. */
export const diskFull: Fault = {
  name: 'disk-full',
  what: 'a scratch of which 200 KiB are left while renders run, and room again',
  recovery: 'from the room until all that was submitted is done',
  rounds: 30,
  aim: {},
  spendsAttempts: true,
  obstacle: () => (process.getuid?.() === 0 ? null : 'mounting a tmpfs takes root'),
  prepare: async ({ system }) => {
    const mounted = spawnSync('mount', [
      '-t',
      'tmpfs',
      '-o',
      `size=${tmpfsBytes}`,
      'tmpfs',
      system.scratchFolder,
    ])
    if (mounted.status !== 0) throw new Error(`mount: ${mounted.stderr.toString()}`)
    return () => {
      // Lazily: a worker may be at work in it.
      spawnSync('umount', ['-l', system.scratchFolder])
      return Promise.resolve()
    }
  },
  round: async (siege) => {
    const path = join(siege.system.scratchFolder, filler)
    writeFileSync(path, Buffer.alloc(tmpfsBytes - leftBytes))
    const renders = await Promise.all([siege.films.long, siege.films.short].map((film) => siege.submit(film)))
    await delay(siege.random() * 2_500)
    rmSync(path)
    const sinceMs = performance.now()
    await untilCompleted(
      siege,
      renders.map(({ renderId }) => renderId),
    )
    return { recoveriesMs: [performance.now() - sinceMs] }
  },
}
