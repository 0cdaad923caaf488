import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An ffmpeg in front of the real one, which dies of a segmentation fault when it reads a certain source. */
export interface PoisonedFfmpeg {
  /** What a worker is started with. */
  readonly PATH: string
  /** From now on this is what kills it; null: nothing is. */
  poison(sha256: string | null): void
}

interface Teardown {
  teardown(release: () => unknown): void
}

const nobody = 'nothing'

export function openPoisonedFfmpeg(t: Teardown): PoisonedFfmpeg {
  const folder = mkdtempSync(join(tmpdir(), 'framewright-poison-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const programs = join(folder, 'programs')
  mkdirSync(programs)
  const list = join(folder, 'poison')
  const real = execFileSync('/bin/sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).trim()
  const script = `#!/bin/sh
read -r poison < ${list}
case "$*" in *"$poison"*) echo "about to read $poison" >&2; kill -SEGV $$ ;; esac
exec ${real} "$@"
`
  writeFileSync(join(programs, 'ffmpeg'), script)
  chmodSync(join(programs, 'ffmpeg'), 0o755)
  const poison = (sha256: string | null) => writeFileSync(list, `${sha256 ?? nobody}\n`)
  poison(null)
  return { PATH: `${programs}:${process.env['PATH'] ?? ''}`, poison }
}
