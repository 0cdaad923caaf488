import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { App } from './api-deps.ts'

/**
 * Closing waits for connections that are in the midst of a request. Node takes one that has not sent any yet for one of
 * those, for a minute, and browsers open some in advance: those are ended at once.
 */
export function endSilentConnections(app: App): void {
  const silent = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  const speaks = ({ socket }: IncomingMessage) => silent.delete(socket)
  app.server.on('request', speaks)
  app.server.on('upgrade', speaks)
  app.addHook('preClose', (done) => {
    for (const socket of silent) socket.destroy()
    done()
  })
}
