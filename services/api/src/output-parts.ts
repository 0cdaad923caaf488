/**
 * An output of several files, each at a path below the same one: a player that is given the first of them follows the
 * relative addresses in it. Two ways lead to them: with the token of every other request, for players that send headers
 * along (hls.js, dash.js, Video.js), and with a link that is its own permission, for those that do not (`<video>`,
 * subtitle tracks, television sets).
 */
import { getRender } from '@framewright/read-model'
import {
  LinkedPartParams,
  OutputParams,
  type PartList,
  partKey,
  PartParams,
  PlayLink,
  type OutputFile,
} from '@framewright/schemas'
import { BlobMissing, type Storage } from '@framewright/storage'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { basePath, type ApiDeps, type App } from './api-deps.ts'
import { callerIn } from './auth.ts'
import { chosenOutput } from './download.ts'
import { issueLink, readLink } from './play-links.ts'
import { problemAnswers, streamAnswers } from './problem-answers.ts'
import { RequestRefused } from './problem.ts'
import { filesGone, sendFile, type SentFile } from './send-file.ts'

const tags = ['renders']
const finished = [
  'NOT_FOUND',
  'RENDER_NOT_COMPLETED',
  'RENDER_DELETED',
  'OUTPUTS_EXPIRED',
  'SERVICE_UNAVAILABLE',
] as const
const answers = {
  ...streamAnswers('video/mp4', { 200: 'The file', 206: 'A part of the file' }),
  ...problemAnswers(...finished, 'RANGE_NOT_SATISFIABLE'),
}
const description =
  'Takes Range and If-Range (206), If-None-Match (304), and HEAD, as a download does. Content-Type is that of the file.'

type Send = (
  request: FastifyRequest,
  reply: FastifyReply,
  at: { readonly renderId: string; readonly output: string; readonly path: string; readonly userId: string },
) => Promise<FastifyReply>

function sending({ database, storage }: ApiDeps): Send {
  const listOf = listsIn(storage)
  return async (request, reply, { renderId, output: name, path, userId }) => {
    const row = await getRender(database, { renderId, userId })
    const file = await fileIn(listOf, chosenOutput(row, name), path)
    return sendFile(request, reply, storage, file, 'inline')
  }
}

export function registerPartRoutes(app: App, deps: ApiDeps): void {
  const send = sending(deps)
  app.route({
    method: ['GET', 'HEAD'],
    url: '/renders/:renderId/outputs/:output/:part',
    schema: {
      ...{ tags, description, params: PartParams },
      summary: 'A file of an output, by its name',
      response: { ...answers },
    },
    handler: (request, reply) => {
      const { renderId, output, part: path } = request.params
      return send(request, reply, { renderId, output, path, userId: callerIn(request).userId })
    },
  })

  app.post(
    '/renders/:renderId/outputs/:output/link',
    {
      schema: {
        tags,
        summary: 'An address of an output that needs no token',
        description:
          'For players that send no headers along. It is good for this output alone, for six hours, and not after its render is deleted.',
        params: OutputParams,
        response: { 200: PlayLink, ...problemAnswers(...finished) },
      },
    },
    async (request) => {
      const { renderId, output: name } = request.params
      const { userId } = callerIn(request)
      const output = chosenOutput(await getRender(deps.database, { renderId, userId }), name)
      const { link, expiresAt } = issueLink(app, { renderId, output: name, userId }, deps.now())
      return { href: `${basePath}/play/${link}/${output.fileName}`, expiresAt }
    },
  )
}

/** Outside of what wants a token: the address is one. */
export function registerLinkedPartRoute(app: App, deps: ApiDeps): void {
  const send = sending(deps)
  app.route({
    method: ['GET', 'HEAD'],
    url: '/play/:link/:part',
    schema: {
      ...{ tags, description, params: LinkedPartParams, security: [] },
      summary: 'A file of an output, by a link',
      response: { ...answers },
    },
    handler: (request, reply) => {
      const { link, part: path } = request.params
      return send(request, reply, { ...readLink(app, link), path })
    },
  })
}

/** The file itself, or the one of its parts; its list says which there are. */
async function fileIn(listOf: ListOf, output: OutputFile, path: string): Promise<SentFile> {
  if (output.parts === undefined) {
    if (path === output.fileName) return output
  } else {
    const { parts } = await listOf(output)
    const part = parts.find((one) => one.path === path)
    if (part !== undefined) return { ...part, key: partKey(output.key, path), fileName: path }
  }
  throw new RequestRefused('NOT_FOUND', 'The output has no such file.')
}

type ListOf = (output: OutputFile) => Promise<PartList>

/** A film of 24 hours in six sizes comes to some 20 MB. */
const largestList = 64 * 1024 * 1024
const mostKeptLists = 16

/** Keeps those of what is played just now: the list of an hour of film is not read anew for each of its seconds. */
function listsIn(storage: Storage): ListOf {
  const lists = new Map<string, Promise<PartList>>()
  return ({ key, sha256 }) => {
    const kept = lists.get(sha256)
    if (kept !== undefined) return kept
    const read = readList(storage, key).catch((error: unknown) => {
      lists.delete(sha256)
      throw error
    })
    const [oldest] = lists.keys()
    if (lists.size === mostKeptLists && oldest !== undefined) lists.delete(oldest)
    lists.set(sha256, read)
    return read
  }
}

async function readList(storage: Storage, key: string): Promise<PartList> {
  try {
    return JSON.parse((await storage.readBytes(key, largestList)).toString()) as PartList
  } catch (error: unknown) {
    throw error instanceof BlobMissing ? filesGone() : error
  }
}
