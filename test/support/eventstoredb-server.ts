import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import {
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceError,
} from '@grpc/grpc-js'
import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js'
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type { AppendReq, AppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { EventLog } from './eventstoredb-log.ts'
import { openEventLog } from './eventstoredb-log.ts'
import {
  appendResponse,
  caughtUpResponse,
  checkpointResponse,
  confirmationResponse,
  eventResponse,
  serviceError,
  streamNotFoundResponse,
  toAppendRequest,
  toReadRequest,
  type ReadRequest,
} from './eventstoredb-messages.ts'
import { freePort } from './free-port.ts'

/**
 * A server that speaks EventStoreDB's protocol, for the real client, over real HTTP/2: the service definitions are the
 * ones that the client ships. It keeps events in memory, over kills and restarts as a disk would, and fails on demand in
 * the ways that EventStoreDB was seen to fail. That it behaves as EventStoreDB does is shown by the contract suite, which
 * runs over both.
 */
export interface EventStoreDBServer {
  readonly port: number
  readonly url: string
  readonly log: EventLog
  /** How many calls of a method have come in. */
  calls(method: Method): number
  /** Reads and subscriptions that are open now, as the server sees it. */
  openReads(): number
  /** Ends every open subscription: with an error, or as if there was nothing more to say. */
  endSubscriptions(how: 'error' | 'end'): void
  /** Answers nothing any more, and takes connections all the same. */
  freeze(): void
  thaw(): void
  /** The next append is stored, and nobody is told: its reply is held back until it is released, or for ever. */
  holdNextReply(): { stored(): Promise<void>; release(): void }
  /** The next append is stored, and its call ends with an error. */
  loseNextReply(): void
  /** Like SIGKILL: every connection is gone. Does nothing when it is down. */
  kill(): Promise<void>
  /** Starts it again on the same port, after `kill`. */
  start(): Promise<void>
}

type Method = 'append' | 'batchAppend' | 'read' | 'getSupportedMethods'
type ReadCall = ServerWritableStream<ReadReq, ReadResp>

interface Teardown {
  teardown(release: () => unknown): void
}

export async function withEventStoreDBServer(t: Teardown): Promise<EventStoreDBServer> {
  const server = await startEventStoreDBServer()
  t.teardown(() => server.kill())
  return server
}

export async function startEventStoreDBServer(): Promise<EventStoreDBServer> {
  const port = await freePort()
  const log = openEventLog()
  const counts = new Map<Method, number>()
  const open = new Map<ReadCall, { readonly isSubscription: boolean; readonly over: AbortController }>()
  let grpc: Server | null = null
  const moments = new EventEmitter<{ thawed: []; stored: [] }>()
  let isFrozen = false
  let nextReply: 'given' | 'held' | 'lost' = 'given'
  let heldReply: (() => void) | null = null

  const counted = (method: Method) => counts.set(method, (counts.get(method) ?? 0) + 1)
  const thawed = async () => {
    if (isFrozen) await once(moments, 'thawed')
  }

  async function append(
    call: ServerReadableStream<AppendReq, AppendResp>,
    callback: sendUnaryData<AppendResp>,
  ) {
    counted('append')
    try {
      const messages: AppendReq[] = []
      for await (const message of call) messages.push(message as AppendReq)
      await thawed()
      const { stream, expected, events } = toAppendRequest(messages)
      const response = appendResponse(log.append(stream, expected, events))
      const reply = nextReply
      nextReply = 'given'
      if (reply === 'given') callback(null, response)
      if (reply === 'lost') callback(serviceError(status.UNAVAILABLE, null))
      if (reply === 'held') heldReply = () => callback(null, response)
      moments.emit('stored')
    } catch (error: unknown) {
      callback(isServiceError(error) ? error : serviceError(status.UNKNOWN, String(error)))
    }
  }

  async function read(call: ReadCall) {
    counted('read')
    const request = toReadRequest(call.request)
    const over = new AbortController()
    open.set(call, { isSubscription: request.isSubscription, over })
    const done = () => {
      open.delete(call)
      over.abort()
    }
    call.on('cancelled', done)
    call.on('close', done)
    // A connection that was cut while something was on its way to it.
    call.on('error', done)
    const write = async (response: ReadResp) => {
      await thawed()
      if (over.signal.aborted || call.write(response)) return
      await until((drained) => {
        call.on('drain', drained)
        return () => call.off('drain', drained)
      }, over.signal)
    }
    await thawed()
    if (request.afterPosition !== null && !isReadable(log, request.afterPosition)) {
      // All that the real one says about it.
      call.emit('error', {
        ...serviceError(status.UNKNOWN, null),
        details: 'Exception was thrown by handler.',
      })
      return
    }
    if (request.isSubscription) await subscribe(log, request, write, over.signal)
    else await readAll(log, request, write)
    call.end()
  }

  async function start(): Promise<void> {
    const server = new Server()
    server.addService(streamsService.StreamsService, {
      append: (...call: Parameters<typeof append>) => void append(...call),
      read: (call: ReadCall) => void read(call),
      batchAppend: (call: ServerWritableStream<unknown, unknown>) => {
        counted('batchAppend')
        call.emit('error', serviceError(status.UNIMPLEMENTED, null))
      },
    })
    server.addService(featuresService.ServerFeaturesService, {
      getSupportedMethods: (
        _call: ServerUnaryCall<unknown, SupportedMethods>,
        callback: sendUnaryData<SupportedMethods>,
      ) => {
        counted('getSupportedMethods')
        void thawed().then(() => callback(null, supportedMethods()))
      },
    })
    await new Promise<void>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error) =>
        error === null ? resolve() : reject(error),
      )
    })
    grpc = server
  }

  await start()
  return {
    port,
    url: `esdb://127.0.0.1:${port}?tls=false`,
    log,
    calls: (method) => counts.get(method) ?? 0,
    openReads: () => open.size,
    endSubscriptions: (how) => {
      for (const [call, { isSubscription, over }] of [...open]) {
        if (!isSubscription) continue
        if (how === 'error') call.emit('error', serviceError(status.CANCELLED, null))
        over.abort()
      }
    },
    freeze: () => {
      isFrozen = true
    },
    thaw: () => {
      isFrozen = false
      moments.emit('thawed')
    },
    holdNextReply: () => {
      nextReply = 'held'
      const stored = once(moments, 'stored')
      return {
        stored: async () => {
          await stored
        },
        release: () => heldReply?.(),
      }
    },
    loseNextReply: () => {
      nextReply = 'lost'
    },
    kill: async () => {
      const dying = grpc
      grpc = null
      for (const { over } of open.values()) over.abort()
      open.clear()
      dying?.forceShutdown()
    },
    start,
  }
}

/** Ends when the events there are have been sent. */
async function readAll(
  log: EventLog,
  { stream, fromRevision, lastEvents }: ReadRequest,
  write: (response: ReadResp) => Promise<void>,
): Promise<void> {
  const events = stream === null ? lastOf(log.events, lastEvents) : log.readStream(stream, fromRevision)
  if (events === null) await write(streamNotFoundResponse(stream ?? ''))
  for (const event of events ?? []) await write(eventResponse(event))
}

/** An event is there, or nothing yet is: only between two events nothing can be read. */
function isReadable(log: EventLog, position: bigint): boolean {
  const last = log.events.at(-1)
  return (
    last === undefined || position > last.position || log.events.some((event) => event.position === position)
  )
}

const lastOf = <T>(items: readonly T[], count: number): T[] => items.slice(-count).reverse()

/** Tells its position each time that it has looked through as many events as it was asked to, passed over or not. */
async function subscribe(
  log: EventLog,
  { afterPosition, prefixes, checkpointEvery }: ReadRequest,
  write: (response: ReadResp) => Promise<void>,
  over: AbortSignal,
): Promise<void> {
  await write(confirmationResponse(randomUUID()))
  let next = log.events.findIndex(({ position }) => position > (afterPosition ?? -1n))
  if (next < 0) next = log.events.length
  let considered = 0
  let isLive = false
  while (!over.aborted) {
    for (let event = log.events[next]; event !== undefined && !over.aborted; event = log.events[next]) {
      const { stream, position } = event
      if (prefixes.some((prefix) => stream.startsWith(prefix))) await write(eventResponse(event))
      next += 1
      considered += 1
      if (considered % checkpointEvery === 0) await write(checkpointResponse(position))
    }
    if (!isLive) await write(caughtUpResponse())
    isLive = true
    if (next >= log.events.length) await until(log.onAppended, over)
  }
}

/** Resolves when what `hear` listens for happens, or when it is over; listens no longer then. */
function until(hear: (happened: () => void) => () => void, over: AbortSignal): Promise<void> {
  if (over.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      unhear()
      over.removeEventListener('abort', end)
      resolve()
    }
    const unhear = hear(end)
    over.addEventListener('abort', end)
  })
}

function supportedMethods(): SupportedMethods {
  const method = new features.SupportedMethod()
  method.setServiceName('event_store.client.streams.streams')
  method.setMethodName('batchappend')
  const supported = new features.SupportedMethods()
  supported.setEventStoreServerVersion('23.10.6')
  supported.addMethods(method)
  return supported
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'metadata' in error
}
