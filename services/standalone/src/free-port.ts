import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { PortTaken } from './errors.ts'

/** A port that nobody listens on now; whoever gets it is to take it soon. */
export const freePort = (): Promise<number> => probe(0)

/** Throws PortTaken when somebody listens on it. */
export async function assertFree(port: number): Promise<void> {
  try {
    await probe(port)
  } catch (error: unknown) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new PortTaken(port, { cause: error })
    throw error
  }
}

async function probe(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert(address !== null && typeof address === 'object', 'a listening TCP server has an address')
  server.close()
  await once(server, 'close')
  return address.port
}
