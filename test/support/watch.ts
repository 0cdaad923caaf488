import { once } from 'node:events'
import type { RenderProgress, RenderView, ServerMessage } from '@framewright/schemas'
import { WebSocket } from 'ws'

/** A WebSocket that has subscribed: everything it was sent, and waits for what it will be sent. */
export interface Watch {
  readonly messages: readonly Heard[]
  /** The first message, of those that came already too, that is as asked for. */
  until<T extends ServerMessage>(is: (message: ServerMessage) => message is T, withinMs?: number): Promise<T>
  untilStatus(renderId: string, status: RenderView['status'], withinMs?: number): Promise<RenderView>
  untilProgress(
    renderId: string,
    is: (progress: RenderProgress) => boolean,
    withinMs?: number,
  ): Promise<RenderProgress>
  close(): Promise<void>
}

export interface Heard {
  readonly message: ServerMessage
  readonly atMs: number
}

type Changed = Extract<ServerMessage, { type: 'changed' }>
type Progressed = Extract<ServerMessage, { type: 'progress' }>
type Snapshot = Extract<ServerMessage, { type: 'snapshot' }>

/** Far more than anything takes: on a busy machine an ffmpeg that stands back has little of it. */
const usualWaitMs = 180_000

export async function openWatch(
  url: string,
  headers: Readonly<Record<string, string>>,
  renders: readonly string[] | '*',
): Promise<Watch> {
  const socket = new WebSocket(url, { headers })
  const messages: Heard[] = []
  const hearers = new Set<(message: ServerMessage) => void>()
  const closers = new Set<(error: Error) => void>()
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as ServerMessage
    messages.push({ message, atMs: performance.now() })
    for (const hear of [...hearers]) hear(message)
  })
  socket.on('error', () => null) // `close` follows, and says so to whoever waits.
  socket.on('close', (code: number) => {
    for (const closed of [...closers]) closed(new Error(`the socket was closed with ${code}`))
  })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'subscribe', renders }))

  async function until<T extends ServerMessage>(
    is: (message: ServerMessage) => message is T,
    withinMs = usualWaitMs,
  ): Promise<T> {
    const found = messages.map(({ message }) => message).find(is)
    if (found !== undefined) return found
    const over = new AbortController()
    try {
      return await new Promise<T>((resolve, reject) => {
        const hear = (message: ServerMessage) => is(message) && resolve(message)
        const seen = () => JSON.stringify(messages.at(-1)?.message ?? null).slice(0, 500)
        const tooLate = () => reject(new Error(`not heard within ${withinMs} ms; the last was ${seen()}`))
        const timer = setTimeout(tooLate, withinMs)
        hearers.add(hear)
        closers.add(reject)
        over.signal.addEventListener('abort', () => {
          clearTimeout(timer)
          hearers.delete(hear)
          closers.delete(reject)
        })
      })
    } finally {
      over.abort()
    }
  }

  const isSnapshot = (message: ServerMessage): message is Snapshot => message.type === 'snapshot'
  await until(isSnapshot)
  return {
    messages,
    until,
    untilStatus: async (renderId, status, withinMs) => {
      const isIt = (render: RenderView) => render.renderId === renderId && render.status === status
      const message = await until(
        (heard): heard is Changed | Snapshot =>
          (heard.type === 'changed' && isIt(heard.render)) ||
          (heard.type === 'snapshot' && heard.renders.some(isIt)),
        withinMs,
      )
      return message.type === 'changed' ? message.render : message.renders.find(isIt)!
    },
    untilProgress: async (renderId, is, withinMs) => {
      const message = await until(
        (heard): heard is Progressed =>
          heard.type === 'progress' && heard.progress.renderId === renderId && is(heard.progress),
        withinMs,
      )
      return message.progress
    },
    close: async () => {
      if (socket.readyState === socket.CLOSED) return
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}
