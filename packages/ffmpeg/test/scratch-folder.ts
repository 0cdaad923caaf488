import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

export function scratchFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'framewright-ffmpeg-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
