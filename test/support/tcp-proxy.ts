import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A link to a server that a test can cut, or turn into a black hole: connections stay open, and nothing passes. */
export interface TcpProxy {
  readonly port: number
  /** While it is on, what is sent either way is lost, a close included, and new connections lead nowhere. */
  swallow(on: boolean): void
  /** Breaks every connection, and takes no new ones until it is mended. */
  cut(): Promise<void>
  mend(): Promise<void>
  close(): Promise<void>
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  /** Whose other side has gone without their having heard of it. */
  const orphans = new Set<Socket>()
  let swallowing = false
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1')
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(from)
      // A link that only passes things on must not hold any of it back.
      from.setNoDelay(true)
      from.on('data', (chunk) => {
        if (!swallowing) to.write(chunk)
      })
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        orphans.delete(from)
        if (!swallowing) to.destroy()
        else if (!to.destroyed) orphans.add(to)
      })
    }
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const cut = async () => {
    for (const socket of sockets) socket.destroy()
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
      if (!on) for (const socket of orphans) socket.destroy()
    },
    cut,
    mend: () => listen(port),
    close: cut,
  }
}
