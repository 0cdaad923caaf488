import { childOf, newTraceparent, traceIdOf } from '@framewright/observability'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyReply,
  type RouteOptions,
} from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { basePath, type ApiDeps, type App } from './api-deps.ts'
import { registerAssetRoutes } from './asset-routes.ts'
import { authenticate, registerAuth } from './auth.ts'
import { registerBatchRoute } from './batch-route.ts'
import { registerChunkRoute } from './chunk-route.ts'
import { registerDownloadRoute } from './download.ts'
import { registerDrainRoute } from './drain-route.ts'
import { registerHealthRoutes } from './health.ts'
import { registerHistoryRoutes } from './history.ts'
import { parseJson } from './json-body.ts'
import { registerLogRoute } from './logs.ts'
import { registerFailureRoute } from './failure-route.ts'
import { registerMonitoringRoutes } from './monitoring.ts'
import { registerOpenApi } from './openapi.ts'
import { problemAnswers } from './problem-answers.ts'
import { registerOrigins } from './origins.ts'
import { registerPresetRoute } from './presets.ts'
import { registerProblemPages } from './problem-pages.ts'
import { registerLinkedPartRoute, registerPartRoutes } from './output-parts.ts'
import { problemOf, RequestRefused, type ProblemAnswer } from './problem.ts'
import { registerRenderRoutes } from './render-routes.ts'
import { registerReplayRoute } from './replay.ts'
import { allowedMethods, recordRoutes } from './route-table.ts'
import { endSilentConnections } from './silent-connections.ts'
import { registerSocketRoutes, registerSockets } from './socket-routes.ts'
import { registerSubmitRoute } from './submit-route.ts'
import { validatorCompiler } from './validation.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The trace this request belongs to: the caller's, or a new one. */
    traceparent: string
  }
}

/** A socket on which nothing moves for so long is closed; so is a request that takes longer than any upload may. */
const silentSocketMs = 120_000
const longestRequestMs = 3_600_000

/** The whole HTTP and WebSocket surface, as a value. Opens nothing: whoever has the deps listens, injects and closes. */
export function buildApp(deps: ApiDeps): App {
  const { settings } = deps
  const logger: FastifyBaseLogger = deps.log
  const app: App = fastify({
    loggerInstance: logger,
    // fastify's own lines carry the URL, and a URL may carry a ticket.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => uuidv7(),
    // A link that is its own permission is a part of the path.
    routerOptions: { maxParamLength: 2000 },
    bodyLimit: settings.maxEditBytes,
    connectionTimeout: silentSocketMs,
    requestTimeout: longestRequestMs,
    frameworkErrors: (error, request, reply) => {
      answerProblem(reply, problemOf(error, basePath, request.id))
    },
  }).withTypeProvider<TypeBoxTypeProvider>()

  app.setValidatorCompiler(validatorCompiler)
  // Answers are built field by field from typed views; a serialiser that drops what it does not know hides mistakes.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  app.removeContentTypeParser('text/plain')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson)
  const routes = recordRoutes(app)
  endSilentConnections(app)

  app.decorateRequest('traceparent', '')
  app.addHook('onRequest', (request, reply, done) => {
    const given = request.headers['traceparent']
    request.traceparent = (typeof given === 'string' ? childOf(given) : null) ?? newTraceparent()
    request.log = request.log.child({ traceId: traceIdOf(request.traceparent) })
    void reply.headers({
      'x-request-id': request.id,
      traceparent: request.traceparent,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    const seconds = reply.elapsedTime / 1000
    deps.metrics.httpRequestSeconds.observe(
      { method: request.method, route, status: reply.statusCode },
      seconds,
    )
    const fields = {
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    request.log.debug({ ...fields, userId: request.caller?.userId }, 'answered')
    done()
  })
  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    const answer = problemOf(error, basePath, request.id)
    const { problem } = answer
    if (request.raw.destroyed && !request.raw.complete) {
      // Nobody is there to read the answer, and that the body ended early is no fault of ours.
      request.log.debug({ err: error }, 'the client has left')
    } else if (problem.status >= 500) request.log.error({ err: error, code: problem.code }, problem.title)
    else request.log.debug({ code: problem.code, detail: problem.detail }, 'refused')
    answerProblem(reply, answer)
  })
  app.setNotFoundHandler((request) => {
    const [path = '/'] = request.url.split('?')
    const methods = allowedMethods(routes, path)
    if (methods.length === 0) throw new RequestRefused('NOT_FOUND', 'There is nothing at this path.')
    throw new RequestRefused(
      'METHOD_NOT_ALLOWED',
      `This path takes ${methods.join(', ')}, not ${request.method}.`,
      {
        headers: { allow: methods.join(', ') },
      },
    )
  })

  registerOrigins(app, settings.allowedOrigins)
  registerAuth(app, settings.authSecret)
  registerOpenApi(app)
  registerSockets(app, deps)
  app.register((open: App, _options, done) => {
    registerHealthRoutes(open, deps)
    done()
  })
  app.register(
    (open: App, _options, done) => {
      registerProblemPages(open)
      registerLinkedPartRoute(open, deps)
      registerSocketRoutes(open, deps)
      done()
    },
    { prefix: basePath },
  )
  app.register(
    (scope: App, _options, done) => {
      scope.addHook('onRequest', authenticate(app))
      scope.addHook('onRoute', declareUnauthenticated)
      registerSubmitRoute(scope, deps)
      registerBatchRoute(scope, deps)
      registerRenderRoutes(scope, deps)
      registerChunkRoute(scope, deps)
      registerDownloadRoute(scope, deps)
      registerPartRoutes(scope, deps)
      registerLogRoute(scope, deps)
      registerHistoryRoutes(scope, deps)
      registerReplayRoute(scope, deps)
      registerMonitoringRoutes(scope, deps)
      registerFailureRoute(scope, deps)
      registerDrainRoute(scope, deps)
      registerAssetRoutes(scope, deps)
      registerPresetRoute(scope)
      done()
    },
    { prefix: basePath },
  )
  return app
}

/** Every route behind `authenticate` may answer so; saying it in each schema would only be forgotten. */
function declareUnauthenticated({ schema }: RouteOptions): void {
  if (schema?.response) Object.assign(schema.response, problemAnswers('UNAUTHENTICATED'))
}

function answerProblem(reply: FastifyReply, { problem, headers }: ProblemAnswer): void {
  void reply
    .code(problem.status)
    .headers(headers)
    .type('application/problem+json')
    .send(JSON.stringify(problem))
}
