import websocket from '@fastify/websocket'
import { spendSocketTicket } from '@framewright/read-model'
import { SocketTicket } from '@framewright/schemas'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { ApiDeps, App } from './api-deps.ts'
import { authenticate, bearerToken, callerIn, callerOf, type Caller } from './auth.ts'
import { problemAnswers } from './problem-answers.ts'
import { isAllowedOrigin } from './origins.ts'
import { RequestRefused } from './problem.ts'
import { closeCodes, startSession } from './socket-session.ts'
import { issueTicket, redeemTicket } from './tickets.ts'

const subprotocol = 'framewright.v1'
const tokenProtocol = 'bearer.'
const mostMessageBytes = 16_384

/** How long a client may take to answer the closing handshake, once the process is to stop. */
const closingMs = 2_000

/**
 * Upgrades, for the whole app: also an upgrade of a path that takes none is answered and closed. To be registered before
 * any route.
 */
export function registerSockets(app: App, { log }: Pick<ApiDeps, 'log'>): void {
  app.register(websocket, {
    options: {
      maxPayload: mostMessageBytes,
      handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
    },
    errorHandler: (error, socket) => {
      log.debug({ err: error }, 'a socket broke')
      socket.terminate()
    },
    preClose: (done) => {
      const server = app.websocketServer
      for (const socket of server.clients) socket.close(closeCodes.goingAway, 'the service is stopping')
      const late = setTimeout(() => {
        for (const socket of server.clients) socket.terminate()
      }, closingMs)
      server.close(() => {
        clearTimeout(late)
        done()
      })
    },
  })
}

/**
 * `/ws`, and the tickets for it. Who connects is known before the connection is upgraded: by the Authorization header;
 * in a browser, which cannot set it, by the subprotocols `framewright.v1, bearer.<token>` or by a one-time ticket.
 */
export function registerSocketRoutes(app: App, deps: ApiDeps): void {
  const { database, hub, log, now, settings } = deps
  const tooMany = `A user may have ${settings.maxSocketsPerUser} connections at once.`
  const isFull = (userId: string) => hub.watchersOf(userId) >= settings.maxSocketsPerUser

  app.post(
    '/ws-ticket',
    {
      onRequest: authenticate(app),
      schema: {
        tags: ['renders'],
        summary: 'A ticket that opens one WebSocket, within 30 seconds',
        description: 'For browsers, which can send no Authorization header: open `/ws?ticket=…` with it.',
        response: { 200: SocketTicket, ...problemAnswers('UNAUTHENTICATED') },
      },
    },
    (request) => issueTicket(app, callerIn(request), now()),
  )

  app.get(
    '/ws',
    {
      websocket: true,
      exposeHeadRoute: false,
      schema: {
        querystring: Type.Object({ ticket: Type.Optional(Type.String({ maxLength: 2_000 })) }),
        response: problemAnswers('UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'TOO_MANY_REQUESTS'),
      },
      preValidation: async (request) => {
        if (!request.ws) throw new RequestRefused('NOT_FOUND', 'This path takes WebSocket connections only.')
        if (!isAllowedOrigin(request, settings.allowedOrigins)) {
          throw new RequestRefused('FORBIDDEN', 'Pages of this origin may not connect.')
        }
        request.caller = await callerOfSocket(request)
        if (isFull(request.caller.userId)) throw new RequestRefused('TOO_MANY_REQUESTS', tooMany)
      },
    },
    (socket, request) => {
      const caller = callerIn(request)
      // Of many that came at once each has found room.
      if (isFull(caller.userId)) return socket.close(closeCodes.tooManySockets, 'too many connections')
      startSession({ socket, caller, hub, database, log, now })
    },
  )

  async function callerOfSocket(request: FastifyRequest): Promise<Caller> {
    const { ticket } = request.query as { ticket?: unknown }
    if (typeof ticket === 'string')
      return redeemTicket(app, ticket, (spent) => spendSocketTicket(database, spent, now()))
    return callerOf(app, bearerToken(request.headers.authorization) ?? tokenInProtocols(request))
  }
}

function tokenInProtocols(request: FastifyRequest): string | null {
  const offered = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? []
  return offered.find((name) => name.startsWith(tokenProtocol))?.slice(tokenProtocol.length) ?? null
}
