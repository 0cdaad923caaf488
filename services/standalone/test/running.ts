import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApiClient } from '../../../test/support/api-client.ts'

type Edit = Parameters<ApiClient['submit']>[0]

/** A data folder of its own, where PostgreSQL's user can reach it, removed at the end. */
export function withDataFolder(t: { teardown(release: () => unknown): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'framewright-standalone-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** The smallest film there is: a word, for a moment. */
export const textOnly = (text: string): Edit => ({
  schemaVersion: 1,
  title: text,
  canvas: { width: 320, height: 180, fps: 24 },
  tracks: [{ kind: 'video', clips: [{ type: 'text', text, start: 0, duration: 0.5 }] }],
  outputs: [{ name: 'film', preset: 'standard' }],
})

export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const answer = (listens: boolean) => {
      socket.destroy()
      resolve(listens)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
  })
}
