import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { scratch } from './storage-contract.ts'

const mounts = spawnSync('unshare', ['-rm', 'true']).status === 0

test(
  'a put that meets a full disk stores nothing, says so, and the next one works again',
  { skip: mounts ? false : 'this system lets nobody mount a tmpfs' },
  async (t) => {
    const folder = join(scratch(t), 'small')
    mkdirSync(folder)
    const script = fileURLToPath(new URL('on-a-full-disk.ts', import.meta.url))
    const run = spawnSync(
      'unshare',
      [
        ...['-rm', 'sh', '-c', 'mount -t tmpfs -o size=256k tmpfs "$0" && exec "$@" "$0"'],
        ...[folder, process.execPath, ...process.execArgv, script],
      ],
      { encoding: 'utf8' },
    )
    t.equal(run.status, 0, run.stderr)
    t.same(JSON.parse(run.stdout), {
      refused: ['DISK_FULL', 'DISK_FULL'],
      keys: ['small'],
      incoming: [],
      afterwards: { stored: true },
    })
  },
)
