import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A link to a server that a test can cut, or turn into a black hole: connections stay open, and nothing passes. */
export interface TcpProxy {
  readonly port: number
  /** While it is on, what is sent either way is lost, a close included, and new connections lead nowhere. */
  swallow(on: boolean): void
  /**
   * From now on nothing passes this way, or neither way, not even that a side has hung up; `release` lets through all that
   * was held back: what TCP does after a network was away.
   */
  hold(way: Way): void
  release(): void
  /** Breaks every connection, and takes no new ones until it is mended. */
  cut(): Promise<void>
  /** As it was; one that is whole already stays so. */
  mend(): Promise<void>
  close(): Promise<void>
}

export type Way = 'to server' | 'to client' | 'both'

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Map<Socket, Exclude<Way, 'both'>>()
  let swallowing = false
  let held: Way | null = null
  /** Whose other side has gone without their having heard of it. */
  const overdue = new Set<Socket>()
  const isHeld = (way: Way) => held === 'both' || held === way
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1')
    for (const [from, to, way] of [
      [client, target, 'to server'],
      [target, client, 'to client'],
    ] as const) {
      sockets.set(from, way)
      // A link that only passes things on must not hold any of it back.
      from.setNoDelay(true)
      from.on('data', (chunk) => {
        if (!swallowing) to.write(chunk)
      })
      // `close` follows, and hangs up on the other side.
      from.on('error', () => null)
      from.on('close', () => {
        sockets.delete(from)
        overdue.delete(from)
        if (!swallowing && !isHeld(way)) to.destroySoon()
        else if (!to.destroyed) overdue.add(to)
      })
      if (isHeld(way)) from.pause()
    }
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const hangUp = () => {
    for (const socket of overdue) socket.destroySoon()
    overdue.clear()
  }
  const cut = async () => {
    held = null
    for (const socket of [...sockets.keys(), ...overdue]) socket.destroy()
    overdue.clear()
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }

  await listen(0)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  const { port } = address
  return {
    port,
    swallow: (on) => {
      swallowing = on
      if (!on) hangUp()
    },
    hold: (way) => {
      held = way
      for (const [socket, own] of sockets) if (isHeld(own)) socket.pause()
    },
    release: () => {
      held = null
      for (const socket of sockets.keys()) socket.resume()
      hangUp()
    },
    cut,
    mend: async () => {
      if (!server.listening) await listen(port)
    },
    close: cut,
  }
}
