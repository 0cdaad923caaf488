import { once } from 'node:events'
import { basePath } from '@framewright/api'
import { ServerMessage, type RenderView } from '@framewright/schemas'
import { Check } from 'typebox/value'
import { WebSocket, type ClientOptions } from 'ws'
import { eventually } from '../../../test/support/eventually.ts'
import type { TestApi, TestUser } from './api.ts'

/** A WebSocket as a test uses it: what it heard, in order, each message held to its schema. */
export interface SocketClient {
  readonly socket: WebSocket
  readonly heard: readonly ServerMessage[]
  send(message: unknown): void
  subscribe(renders: readonly string[] | '*'): void
  /** The versions of a render that were heard of, in order. */
  versionsOf(renderId: string): number[]
  /** Waits until something heard so far fits. */
  until<T>(find: (heard: readonly ServerMessage[]) => T | undefined, withinMs?: number): Promise<T>
  /** Waits until a render is heard of in a version, in a snapshot or a change. */
  untilVersion(renderId: string, version: number): Promise<RenderView>
  /** The code with which it was closed. */
  readonly closed: Promise<number>
}

export interface ConnectOptions extends ClientOptions {
  readonly query?: string
  readonly protocols?: readonly string[]
}

const opened: { terminate(): void }[] = []

export async function connect(
  api: TestApi,
  user: TestUser | null,
  options: ConnectOptions = {},
): Promise<SocketClient> {
  const socket = openSocket(api, user, options)
  const heard: ServerMessage[] = []
  socket.on('message', (data: Buffer) => {
    const message: unknown = JSON.parse(data.toString())
    if (!Check(ServerMessage, message)) throw new Error(`no message of ours: ${data.toString()}`)
    heard.push(message)
  })
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await once(socket, 'open')
  const rendersHeard = () => heard.flatMap(rendersIn)
  const until: SocketClient['until'] = (find, withinMs = 20_000) =>
    eventually(
      () => {
        const found = find(heard)
        if (found === undefined) throw new Error(`heard ${JSON.stringify(heard.slice(-3)).slice(0, 1_000)}`)
        return found
      },
      { withinMs, everyMs: 5 },
    )
  return {
    socket,
    heard,
    closed,
    until,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    subscribe: (renders) => socket.send(JSON.stringify({ type: 'subscribe', renders })),
    versionsOf: (renderId) =>
      rendersHeard()
        .filter((render) => render.renderId === renderId)
        .map(({ version }) => version),
    untilVersion: (renderId, version) =>
      until(() => rendersHeard().find((render) => render.renderId === renderId && render.version >= version)),
  }
}

/** The status with which a connection was refused. */
export async function refusal(
  api: TestApi,
  user: TestUser | null,
  options: ConnectOptions = {},
): Promise<number> {
  const socket = openSocket(api, user, options)
  const [request, response] = (await once(socket, 'unexpected-response')) as [
    { destroy(): void },
    { statusCode: number },
  ]
  request.destroy()
  return response.statusCode
}

function openSocket(api: TestApi, user: TestUser | null, options: ConnectOptions): WebSocket {
  const { query = '', protocols = [], headers = {}, ...more } = options
  const authorization: Record<string, string> = user === null ? {} : { authorization: `Bearer ${user.token}` }
  const url = `${api.url.replace('http', 'ws')}${basePath}/ws${query}`
  const socket = new WebSocket(url, [...protocols], { ...more, headers: { ...authorization, ...headers } })
  socket.on('error', () => null) // `close`, or the refusal, says what there is to be said.
  opened.push(socket)
  return socket
}

/** Every connection of a test file ends with it. */
export function endSockets(): void {
  for (const socket of opened.splice(0)) socket.terminate()
}

export function rendersIn(message: ServerMessage): RenderView[] {
  if (message.type === 'snapshot') return message.renders
  return message.type === 'changed' ? [message.render] : []
}
