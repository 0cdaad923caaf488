import type { Logger } from '@framewright/observability'
import {
  getRenderChunks,
  getRenders,
  listRenders,
  toRenderView,
  type Database,
  type PlannedChunks,
} from '@framewright/read-model'
import { ClientMessage, type RenderProgress, type RenderView, type ServerMessage } from '@framewright/schemas'
import { Compile } from 'typebox/compile'
import type { WebSocket } from 'ws'
import type { Caller } from './auth.ts'
import { explainViolations } from './explain-violations.ts'
import type { RenderHub } from './render-hub.ts'
import { ToldPlaces } from './told-places.ts'
import { isUnfinished, unfinished, Watched } from './watched-renders.ts'

/** As RFC 6455 has them, and from 4000 on our own. */
export const closeCodes = {
  goingAway: 1001,
  internalError: 1011,
  tokenExpired: 4401,
  tooManyMessages: 4429,
  tooManySockets: 4430,
} as const

const pingEveryMs = 15_000
/** A reader that is so far behind gets no more changes, but a fresh snapshot once it has caught up. */
const fullBufferBytes = 1_048_576
/** Ticks are worth nothing late. */
const busyBufferBytes = 65_536
const mostSubscriptions = 1_000
const mostWaitingMessages = 32
const snapshotSize = 100
const longestTimerMs = 2_147_483_647

export interface SessionOptions {
  readonly socket: WebSocket
  readonly caller: Caller
  readonly hub: RenderHub
  readonly database: Database
  readonly log: Logger
  readonly now: () => Date
}

const isClientMessage = Compile(ClientMessage)

/**
 * One WebSocket. In: subscribe and unsubscribe. Out: for each subscribe a snapshot and the `chunks` of what is under way,
 * then `changed` for each change with versions that only rise, what changes of the chunks, live `progress`, and where
 * what is not done stands in the line. Nothing is promised across a reconnect: the next subscribe starts with a snapshot again.
 */
export function startSession({ socket, caller, hub, database, log, now }: SessionOptions): void {
  const watched = new Watched()
  const toldPlaces = new ToldPlaces()
  let waitingMessages = 0
  let work: Promise<void> = Promise.resolve()
  let stale = false
  let answered = true

  function send(message: ServerMessage): void {
    if (socket.readyState !== socket.OPEN) return
    socket.send(JSON.stringify(message), (error) => {
      if (error) log.debug({ err: error }, 'could not send on a socket')
      else if (stale && socket.bufferedAmount < busyBufferBytes) refresh()
    })
  }

  function sendChange(render: RenderView): void {
    if (socket.bufferedAmount > fullBufferBytes) stale = true
    else send({ type: 'changed', render })
  }

  function sendChunks(chunks: PlannedChunks): void {
    if (socket.bufferedAmount > fullBufferBytes) stale = true
    else send({ type: 'chunks', ...chunks })
  }

  async function snapshot(renderIds: readonly string[], all: boolean): Promise<RenderView[]> {
    const { userId } = caller
    // Whose renders these are is asked anew each time, in the query itself.
    const [named, open, latest] = await Promise.all([
      getRenders(database, { renderIds, userId }),
      all
        ? Promise.all(
            unfinished.map((status) => listRenders(database, { userId, status, limit: snapshotSize })),
          )
        : [],
      all ? listRenders(database, { userId, limit: snapshotSize }) : { renders: [] },
    ])
    const rows = [...named, ...open.flatMap((page) => page.renders), ...latest.renders]
    return [...new Map(rows.map((row) => [row.render_id, toRenderView(row)])).values()]
  }

  async function subscribe(renders: readonly string[] | '*'): Promise<void> {
    if (now() >= caller.expiresAt) return socket.close(closeCodes.tokenExpired, 'the token has expired')
    if (watched.size + (renders === '*' ? 0 : renders.length) > mostSubscriptions) {
      return send({
        type: 'error',
        code: 'TOO_MANY_REQUESTS',
        message: `${mostSubscriptions} renders at most; use "*"`,
      })
    }
    // First heard of, then looked at: a change in between is held back until the snapshot is out.
    watched.add(renders)
    const renderIds = renders === '*' ? [] : renders
    const found = await sendSnapshot(renderIds, renders === '*')
    for (const renderId of renderIds.filter((id) => !found.has(id))) {
      send({ type: 'error', code: 'NOT_FOUND', message: `there is no render ${renderId}` })
    }
  }

  async function sendSnapshot(renderIds: readonly string[], all: boolean): Promise<Set<string>> {
    watched.hold()
    try {
      const renders = await snapshot(renderIds, all)
      const inChunks = await getRenderChunks(database, {
        renderIds: renders.filter(isUnfinished).map((render) => render.renderId),
        userId: caller.userId,
      })
      send({ type: 'snapshot', renders })
      toldPlaces.forget()
      for (const render of renders) watched.told(render)
      for (const chunks of inChunks) {
        send({ type: 'chunks', ...chunks })
        watched.toldChunks(chunks)
      }
      return new Set(renders.map((render) => render.renderId))
    } finally {
      const held = watched.release()
      for (const render of held.renders) sendChange(render)
      for (const chunks of held.chunks) sendChunks(chunks)
    }
  }

  function refresh(): void {
    stale = false
    if (watched.isEmpty) return
    enqueue(async () => {
      await sendSnapshot(watched.renderIds, watched.all)
    })
  }

  /** One thing after the other, in the order in which it was asked for. */
  function enqueue(task: () => Promise<void>): void {
    work = work.then(task).catch((error: unknown) => {
      log.warn({ err: error }, 'a socket could not be served')
      // Its client connects again, and gets a snapshot then.
      socket.close(closeCodes.internalError, 'temporarily unavailable')
    })
  }

  function handle(text: string): Promise<void> | void {
    const message = parsed(text)
    if (!isClientMessage.Check(message))
      return send({ type: 'error', code: 'SCHEMA_VIOLATION', message: complaint(message) })
    if (message.type === 'subscribe') return subscribe(message.renders)
    watched.remove(message.renders)
  }

  const leave = hub.join({
    userId: caller.userId,
    wants: (renderId) => watched.has(renderId),
    offer: (render) => {
      if (watched.accept(render)) sendChange(render)
    },
    offerChunks: (chunks) => {
      const news = watched.acceptChunks(chunks)
      if (news !== null) sendChunks(news)
    },
    progress: (progress: RenderProgress) => {
      if (watched.mayProgress(progress) && socket.bufferedAmount < busyBufferBytes)
        send({ type: 'progress', progress })
    },
    offerPlaces: (places) => {
      if (socket.bufferedAmount >= busyBufferBytes) return
      const own = places.filter(({ renderId }) => watched.isUnderWay(renderId))
      const news = toldPlaces.news(own, now().getTime())
      if (news.length > 0) send({ type: 'places', places: news })
    },
    refresh,
  })
  const expiry = setTimeout(
    () => socket.close(closeCodes.tokenExpired, 'the token has expired'),
    Math.min(caller.expiresAt.getTime() - now().getTime(), longestTimerMs),
  )
  const ping = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  }, pingEveryMs)

  socket.on('pong', () => (answered = true))
  socket.on('message', (data: Buffer, isBinary) => {
    if (waitingMessages >= mostWaitingMessages)
      return socket.close(closeCodes.tooManyMessages, 'too many messages')
    waitingMessages += 1
    enqueue(async () => {
      waitingMessages -= 1
      await handle(isBinary ? '' : data.toString())
    })
  })
  socket.on('close', () => {
    clearTimeout(expiry)
    clearInterval(ping)
    leave()
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Answered as what it is not: a message of ours.
    return null
  }
}

function complaint(message: unknown): string {
  const [first] = explainViolations(ClientMessage, message)
  return first === undefined
    ? 'not a message'
    : `${first.pointer || 'the message'}: ${first.message}. ${first.remedy}`
}
