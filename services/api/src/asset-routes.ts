import { assetStream, upcast } from '@framewright/domain'
import { appendDecision } from '@framewright/event-store'
import { getAsset, listAssets, toAssetView, waitForAsset } from '@framewright/read-model'
import {
  AssetList,
  AssetListQuery,
  AssetParams,
  AssetView,
  eventCatalogue,
  UploadQuery,
  type AssetEvent,
} from '@framewright/schemas'
import type { Readable } from 'node:stream'
import { v7 as uuidv7 } from 'uuid'
import type { ApiDeps, App } from './api-deps.ts'
import { absentAsset, evolveAsset, type AssetState } from './asset-state.ts'
import { callerIn } from './auth.ts'
import { problemAnswers } from './problem-answers.ts'
import { RequestRefused } from './problem.ts'
import type { Asker } from './render-commands.ts'
import { askerIn, refusingCursors } from './render-routes.ts'
import { uploadAsset } from './upload.ts'

const tags = ['assets']
const defaultLimit = 50

export function registerAssetRoutes(app: App, deps: ApiDeps): void {
  const { database } = deps

  app.register((scope: App, _options, done) => {
    // A file is a file, whatever it says it is: no parser looks at it, what it is finds the probe.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload))
    scope.post(
      '/assets',
      {
        schema: {
          tags,
          summary: 'Upload a file',
          description:
            'The body is the file itself. It is probed on arrival; the same file of the same user is the same asset, ' +
            'answered with 200 the second time.',
          querystring: UploadQuery,
          response: {
            200: AssetView,
            201: AssetView,
            ...problemAnswers('ASSET_NOT_MEDIA', 'BODY_TOO_LARGE', 'SERVICE_UNAVAILABLE'),
          },
        },
      },
      async (request, reply) => {
        const { asset, isNew } = await uploadAsset(deps, {
          source: (request.body as Readable | undefined) ?? request.raw,
          name: request.query.name ?? 'untitled',
          declaredBytes: Number(request.headers['content-length'] ?? 0),
          asker: askerIn(request),
        })
        return reply.code(isNew ? 201 : 200).send(asset)
      },
    )
    done()
  })

  app.get(
    '/assets',
    {
      schema: {
        tags,
        summary: 'Your assets, newest first',
        querystring: AssetListQuery,
        response: { 200: AssetList, ...problemAnswers('SCHEMA_VIOLATION', 'SERVICE_UNAVAILABLE') },
      },
    },
    async (request) => {
      const { cursor, limit = defaultLimit } = request.query
      const { userId } = callerIn(request)
      const { assets, nextCursor } = await refusingCursors(listAssets(database, { userId, cursor, limit }))
      return { assets: assets.map(toAssetView), nextCursor }
    },
  )

  const one = { tags, params: AssetParams }
  app.get(
    '/assets/:assetId',
    {
      schema: {
        ...one,
        summary: 'One asset',
        response: { 200: AssetView, ...problemAnswers('NOT_FOUND', 'SERVICE_UNAVAILABLE') },
      },
    },
    async (request) => {
      const row = await getAsset(database, {
        assetId: request.params.assetId,
        userId: callerIn(request).userId,
      })
      if (row === undefined) throw new RequestRefused('NOT_FOUND', 'There is no such asset.')
      return toAssetView(row)
    },
  )

  app.delete(
    '/assets/:assetId',
    {
      schema: {
        ...one,
        summary: 'Remove an asset',
        description:
          'New edits cannot use it any more. Renders that were asked for before are finished with it.',
        response: { 204: { description: 'Removed' }, ...problemAnswers('NOT_FOUND', 'SERVICE_UNAVAILABLE') },
      },
    },
    async (request, reply) => {
      await removeAsset(deps, request.params.assetId, askerIn(request))
      return reply.code(204).send()
    },
  )
}

async function removeAsset(
  deps: ApiDeps,
  assetId: string,
  { userId, requestId, traceparent }: Asker,
): Promise<void> {
  const { eventStore, changes, settings } = deps
  const decision = await appendDecision<AssetState, AssetEvent>(eventStore, {
    stream: assetStream(assetId),
    initial: absentAsset,
    evolve: evolveAsset,
    upcast: (event) => upcast(event) as AssetEvent,
    decide: (asset) => {
      if (asset.userId !== userId) throw new RequestRefused('NOT_FOUND', 'There is no such asset.')
      return asset.status === 'removed' ? [] : [{ type: 'AssetRemoved', data: { by: userId } }]
    },
    metadata: ({ type }) => ({
      $correlationId: assetId,
      $causationId: requestId,
      traceparent,
      userId,
      schemaVersion: eventCatalogue[type].schemaVersion,
    }),
    newId: () => uuidv7(),
  })
  await waitForAsset(changes, assetId, decision.revision, settings.ownWriteTimeoutMs)
}
