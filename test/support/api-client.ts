import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import type { AssetView, Edit, RenderHistory, RenderView } from '@framewright/schemas'
import { eventually } from './eventually.ts'
import { openWatch, type Watch } from './watch.ts'

/** The HTTP API and the WebSocket as one user sees them: for tests, over real sockets. */
export interface ApiClient {
  /** Any request at all; `body` is sent as JSON unless it is a string or bytes. */
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>
  upload(path: string, name?: string): Promise<AssetView>
  /** Throws unless the answer is 202. */
  submit(edit: Edit, options?: SubmitOptions): Promise<RenderView>
  render(renderId: string): Promise<RenderView>
  events(renderId: string): Promise<RenderHistory['events']>
  download(renderId: string): Promise<Buffer>
  /** Subscribed, and its first snapshot has come. */
  watch(renders: readonly string[] | '*'): Promise<Watch>
  /** Polls until the render is in one of these statuses; for whoever needs no live progress. */
  until(renderId: string, status: RenderView['status'], options?: { withinMs?: number }): Promise<RenderView>
}

export interface RequestOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface SubmitOptions {
  readonly project?: string
  readonly key?: string
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
  /** The body as JSON, for assertions that look into it. */
  readonly json: <T>() => T
}

export const basePath = '/api/video-editor'

export function openApiClient(url: string, token: string | null): ApiClient {
  const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }

  async function send(
    method: string,
    path: string,
    init: RequestInit & { duplex?: 'half' },
  ): Promise<Answer> {
    const headers = { ...authorization, ...(init.headers as Record<string, string>) }
    const answer = await fetch(`${url}${basePath}${path}`, { ...init, method, headers })
    const bytes = Buffer.from(await answer.arrayBuffer())
    return {
      status: answer.status,
      headers: answer.headers,
      bytes,
      json: <T>() => JSON.parse(bytes.toString()) as T,
    }
  }

  async function expecting<T>(statuses: readonly number[], answer: Promise<Answer>): Promise<T> {
    const { status, bytes, json } = await answer
    if (!statuses.includes(status)) throw new Error(`answered ${status}: ${bytes.toString().slice(0, 2_000)}`)
    return json<T>()
  }

  const request = (method: string, path: string, { body, headers = {} }: RequestOptions = {}) => {
    const raw = typeof body === 'string' || body instanceof Uint8Array
    return send(method, path, {
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      body: body === undefined ? null : raw ? body : JSON.stringify(body),
    })
  }
  const render = (renderId: string) => expecting<RenderView>([200], request('GET', `/renders/${renderId}`))

  return {
    request,
    render,
    upload: async (path, name = basename(path)) => {
      const { size } = await stat(path)
      return expecting<AssetView>(
        [200, 201],
        send('POST', `/assets?name=${encodeURIComponent(name)}`, {
          headers: { 'content-type': 'application/octet-stream', 'content-length': String(size) },
          body: Readable.toWeb(createReadStream(path)) as ReadableStream,
          duplex: 'half',
        }),
      )
    },
    submit: (edit, { project = 'project-1', key } = {}) =>
      expecting<RenderView>(
        [202],
        request('POST', `/projects/${project}/render`, {
          body: edit,
          headers: key === undefined ? {} : { 'idempotency-key': key },
        }),
      ),
    events: async (renderId) => {
      const history = await expecting<RenderHistory>([200], request('GET', `/renders/${renderId}/events`))
      return history.events
    },
    download: async (renderId) => {
      const { status, bytes } = await request('GET', `/renders/${renderId}/download`)
      if (status !== 200) throw new Error(`answered ${status}: ${bytes.toString().slice(0, 2_000)}`)
      return bytes
    },
    watch: (renders) => openWatch(`${url.replace(/^http/, 'ws')}${basePath}/ws`, authorization, renders),
    until: (renderId, status, { withinMs = 60_000 } = {}) =>
      eventually(
        async () => {
          const view = await render(renderId)
          if (view.status !== status) throw new Error(`not ${status}: ${JSON.stringify(view)}`)
          return view
        },
        { withinMs, everyMs: 50 },
      ),
  }
}
