import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Below the ports that Linux gives to whoever connects somewhere: none of those comes in between.
const first = 20_000
const ports = 12_000
const folder = join(tmpdir(), `framewright-test-ports-${process.getuid?.() ?? 0}`)
const reserved: string[] = []

/**
 * A port that is free, and this process's own for as long as it lives: whatever a test kills there finds it free when it is
 * started again, and what had connected to it meets no server of another test meanwhile.
 */
export async function freePort(): Promise<number> {
  mkdirSync(folder, { recursive: true })
  if (reserved.length === 0)
    process.once('exit', () => reserved.forEach((path) => rmSync(path, { force: true })))
  for (;;) {
    const port = first + Math.floor(Math.random() * ports)
    if (reserve(port) && (await isFree(port))) return port
  }
}

function reserve(port: number): boolean {
  const path = join(folder, String(port))
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
  } catch (error: unknown) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  reserved.push(path)
  return true
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error: unknown) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    throw error
  }
  server.close()
  await once(server, 'close')
  return true
}
