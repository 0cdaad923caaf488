import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A link to a server that a test can turn into a black hole: connections stay open, and nothing passes any more. */
export async function startTcpProxy(targetPort: number) {
  const sockets = new Set<Socket>()
  let swallowing = false
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1')
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => {
        if (!swallowing) to.write(chunk)
      })
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        if (!swallowing) to.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    swallow: (on: boolean) => {
      swallowing = on
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
