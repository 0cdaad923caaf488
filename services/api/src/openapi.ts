import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import {
  AssetView,
  AudioTrack,
  canonicalJson,
  CaptionsClip,
  ChunkView,
  ClipEffect,
  Composition,
  CompositionClip,
  Easing,
  Edit,
  ImageClip,
  Mask,
  MediaFacts,
  OutputView,
  Problem,
  ProblemDetail,
  RenderProgress,
  RenderView,
  ShapeClip,
  TextClip,
  Transition,
  VideoClip,
  VideoTrack,
  type ProblemCode,
} from '@framewright/schemas'
import type { TSchema } from 'typebox'
import { basePath, type App } from './api-deps.ts'
import { examples } from './api-examples.ts'
import { problemKinds, problemOf, RequestRefused } from './problem.ts'
import { socketPath, uploadBody } from './undescribed.ts'

/** What the document names and refers to, instead of writing it out wherever it occurs. */
const components: Readonly<Record<string, TSchema>> = {
  AssetView,
  AudioTrack,
  CaptionsClip,
  ChunkView,
  ClipEffect,
  Composition,
  CompositionClip,
  Easing,
  Edit,
  ImageClip,
  Mask,
  MediaFacts,
  OutputView,
  Problem,
  ProblemDetail,
  RenderProgress,
  RenderView,
  ShapeClip,
  TextClip,
  Transition,
  VideoClip,
  VideoTrack,
}

const description = `Send a timeline as JSON, get finished video files.

Every error is \`application/problem+json\` (RFC 9457) with a stable \`code\`; each entry of \`errors\` points at the place
that is wrong and says what to do. Live changes come over the WebSocket at \`${basePath}/ws\`.`

export function registerOpenApi(app: App): void {
  app.register(swagger, {
    convertConstToEnum: false,
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Framewright', version: '1', description },
      tags: [
        { name: 'renders', description: 'Submit, watch, control, download' },
        { name: 'assets', description: 'The media that edits use' },
        { name: 'history', description: 'What happened, event by event' },
        { name: 'monitoring', description: 'Queue, figures, workers' },
        { name: 'problems', description: 'What a refusal means' },
      ],
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
      security: [{ token: [] }],
    },
    transformObject: (document) => {
      const openapi = (
        'openapiObject' in document ? document.openapiObject : document.swaggerObject
      ) as JsonObject
      return withComponents(addExamples(withUndescribed(openapi)))
    },
  })
  app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, uiConfig: { docExpansion: 'list' } })
}

type JsonObject = { [key: string]: unknown }
const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null

function withUndescribed(openapi: JsonObject): JsonObject {
  const paths = openapi['paths'] as Record<string, JsonObject>
  Object.assign(paths[`${basePath}/assets`]?.['post'] as JsonObject, { requestBody: uploadBody })
  paths[`${basePath}/ws`] = socketPath
  return openapi
}

function addExamples(openapi: JsonObject): JsonObject {
  for (const [path, item] of Object.entries((openapi['paths'] ?? {}) as Record<string, JsonObject>)) {
    for (const [method, operation] of Object.entries(item)) {
      const { body, answers = {} } = examples[`${method.toUpperCase()} ${path.replace(basePath, '')}`] ?? {}
      if (!isObject(operation)) continue
      if (body !== undefined) setExample(operation['requestBody'], body)
      for (const [status, response] of Object.entries((operation['responses'] ?? {}) as JsonObject)) {
        if (answers[Number(status)] !== undefined) setExample(response, answers[Number(status)])
        const code = isObject(response) ? /^[A-Z_]+/.exec(String(response['description']))?.[0] : undefined
        if (code !== undefined && Object.hasOwn(problemKinds, code))
          setExample(response, problemExample(code as ProblemCode))
      }
    }
  }
  return openapi
}

function setExample(holder: unknown, example: unknown): void {
  if (!isObject(holder) || !isObject(holder['content'])) return
  for (const media of Object.values(holder['content'])) if (isObject(media)) media['example'] = example
}

const exampleRequestId = '0198c3f2-7d1a-7c3e-9b55-2f6f5d0c8a11'
const problemExample = (code: ProblemCode): Problem =>
  problemOf(new RequestRefused(code, `${problemKinds[code].title}.`), basePath, exampleRequestId).problem

/** What @fastify/swagger makes of a schema: it takes out the patterns of keys, which OpenAPI 3.1 knows as well as we do. */
function asConverted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asConverted)
  if (!isObject(value)) return value
  const { patternProperties, ...rest } = value
  const inner = Object.entries(rest).map(([key, one]) => [key, asConverted(one)])
  if (!isObject(patternProperties)) return Object.fromEntries(inner)
  const [pattern] = Object.values(patternProperties)
  return { ...Object.fromEntries(inner), additionalProperties: asConverted(pattern) }
}

function withComponents(openapi: JsonObject): JsonObject {
  const names = new Map(
    Object.entries(components).map(([name, schema]) => [canonicalJson(asConverted(schema)), name]),
  )
  const refer = (value: unknown, self: string | null): unknown => {
    if (Array.isArray(value)) return value.map((item) => refer(item, null))
    if (!isObject(value)) return value
    const name = names.get(canonicalJson(value))
    if (name !== undefined && name !== self) return { $ref: `#/components/schemas/${name}` }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, refer(inner, null)]))
  }
  const referred = refer(openapi, null) as JsonObject
  const schemas = Object.fromEntries(
    Object.entries(components).map(([name, schema]) => [
      name,
      refer(JSON.parse(JSON.stringify(schema)), name),
    ]),
  )
  return { ...referred, components: { ...(referred['components'] as JsonObject), schemas } }
}
