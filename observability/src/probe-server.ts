import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'

export interface ProbeServerOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>
  readonly ready: () => Promise<boolean> | boolean
  readonly log: Pick<Logger, 'info' | 'warn'>
}

export interface ProbeServer {
  readonly port: number
  close(): Promise<void>
}

/** Whoever asks gives up after some seconds: a readiness that hangs is none, and is to be told in time. */
const readyTimeoutMs = 2_000

/** /health/live, /health/ready and /metrics for processes that serve nothing else. */
export async function startProbeServer({
  host,
  port,
  metrics,
  ready,
  log,
}: ProbeServerOptions): Promise<ProbeServer> {
  const server = createServer((request, response) => {
    const [path] = (request.url ?? '').split('?')
    answer(path, response).catch((error: unknown) => {
      log.warn({ err: error, path }, 'a probe could not be answered')
      if (response.headersSent) response.destroy()
      else json(response, 500, { status: 'failed' })
    })
  })

  async function answer(path: string | undefined, response: ServerResponse): Promise<void> {
    switch (path) {
      case '/health/live':
        return json(response, 200, { status: 'live' })
      case '/health/ready':
        return (await isReady())
          ? json(response, 200, { status: 'ready' })
          : json(response, 503, { status: 'not ready' })
      case '/metrics': {
        const text = await metrics.text()
        response.writeHead(200, { 'content-type': metrics.contentType }).end(text)
        return
      }
      default:
        return json(response, 404, { status: 'not found' })
    }
  }

  async function isReady(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const silence = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), readyTimeoutMs)
    })
    try {
      return await Promise.race([(async () => ready())(), silence])
    } catch (error: unknown) {
      log.warn({ err: error }, 'is not ready')
      return false
    } finally {
      clearTimeout(timer)
    }
  }

  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  assert(address !== null && typeof address === 'object', 'a listening TCP server has an address')
  log.info({ host, port: address.port }, 'probes are served')
  return {
    port: address.port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
        server.closeAllConnections()
      }),
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
