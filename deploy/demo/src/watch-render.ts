import type { RenderProgress, RenderView, ServerMessage } from '@framewright/schemas'
import { WebSocket } from 'ws'
import type { Api } from './api.ts'

export interface RenderWatch {
  readonly onProgress: (progress: RenderProgress) => void
  readonly onChange: (render: RenderView) => void
  readonly signal: AbortSignal
}

/** Follows a render over the WebSocket until it is finished; a socket that breaks is opened again. */
export async function watchRender(api: Api, renderId: string, watch: RenderWatch): Promise<RenderView> {
  for (;;) {
    const finished = await watchOnce(api, renderId, watch)
    if (finished !== null) return finished
    watch.signal.throwIfAborted()
  }
}

const isFinished = ({ status }: RenderView): boolean =>
  status !== 'queued' && status !== 'running' && status !== 'retrying'

/** Null: the connection broke before the render was finished. */
function watchOnce(api: Api, renderId: string, watch: RenderWatch): Promise<RenderView | null> {
  const socket = new WebSocket(api.socketUrl, { headers: api.authorization })
  const abort = () => socket.terminate()
  watch.signal.addEventListener('abort', abort)
  let finished: RenderView | null = null

  function hear(message: ServerMessage): void {
    if (message.type === 'progress') return watch.onProgress(message.progress)
    if (message.type !== 'snapshot' && message.type !== 'changed') return
    for (const render of message.type === 'snapshot' ? message.renders : [message.render]) {
      watch.onChange(render)
      if (!isFinished(render)) continue
      finished = render
      socket.close()
    }
  }

  socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', renders: [renderId] })))
  socket.on('message', (data: Buffer) => hear(JSON.parse(data.toString()) as ServerMessage))
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, { statusCode }) => {
      reject(new Error(`the WebSocket was refused with ${statusCode}`))
    })
    socket.on('error', () => null) // `close` comes next.
    socket.on('close', () => {
      watch.signal.removeEventListener('abort', abort)
      resolve(finished)
    })
  })
}
