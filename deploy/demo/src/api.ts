import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { AssetView, Edit, Problem, RenderHistory, RenderView } from '@framewright/schemas'

/** The few calls of the HTTP API that the demo makes, as anybody could make them. */
export interface Api {
  upload(path: string, name: string): Promise<AssetView>
  submit(project: string, edit: Edit): Promise<RenderView>
  render(renderId: string): Promise<RenderView>
  history(renderId: string): Promise<RenderHistory>
  download(href: string): Promise<Readable>
  readonly socketUrl: string
  readonly authorization: Readonly<Record<string, string>>
}

const basePath = '/api/video-editor'

export function openApi(origin: string, token: string, signal: AbortSignal): Api {
  const authorization = { authorization: `Bearer ${token}` }

  async function call(path: string, init: RequestInit & { duplex?: 'half' } = {}): Promise<Response> {
    const headers = { ...authorization, ...(init.headers as Record<string, string>) }
    const answer = await fetch(`${origin}${path}`, { ...init, headers, signal })
    if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${path} was answered ${await complaint(answer)}`)
    return answer
  }
  const json = async <T>(answer: Promise<Response>) => (await (await answer).json()) as T

  return {
    authorization,
    socketUrl: `${origin.replace(/^http/, 'ws')}${basePath}/ws`,
    upload: async (path, name) => {
      const { size } = await stat(path)
      const answer = call(`${basePath}/assets?name=${encodeURIComponent(name)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', 'content-length': String(size) },
        body: Readable.toWeb(createReadStream(path)),
        duplex: 'half',
      })
      return json<AssetView>(answer)
    },
    submit: (project, edit) =>
      json<RenderView>(
        call(`${basePath}/projects/${project}/render`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(edit),
        }),
      ),
    render: (renderId) => json<RenderView>(call(`${basePath}/renders/${renderId}`)),
    history: (renderId) => json<RenderHistory>(call(`${basePath}/renders/${renderId}/events`)),
    download: async (href) => {
      const { body } = await call(href)
      if (body === null) throw new Error(`${href} has no body`)
      return Readable.fromWeb(body)
    },
  }
}

async function complaint(answer: Response): Promise<string> {
  const text = await answer.text()
  try {
    const { detail, errors } = JSON.parse(text) as Problem
    return [
      `${answer.status}: ${detail}`,
      ...errors.map(({ pointer, message }) => `${pointer}: ${message}`),
    ].join('\n  ')
  } catch {
    // Not one of the API's own answers.
    return `${answer.status}: ${text.slice(0, 500)}`
  }
}
