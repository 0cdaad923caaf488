import { NatsError } from 'nats'

/** The broker is away, or did not answer in time: what was asked of it may have happened or not, and may be repeated. */
export class BrokerUnavailable extends Error {
  override readonly name = 'BrokerUnavailable'
  readonly code = 'BROKER_UNAVAILABLE'
}

/** The broker is there, and the stream or the consumer is not: a store that was wiped. `ensureTopology` makes it anew. */
export class StreamMissing extends Error {
  override readonly name = 'StreamMissing'
  readonly code = 'STREAM_MISSING'
}

/** Numbers of the JetStream API, as the server has them in server/errors.json. */
export const apiCodes = {
  streamNotFound: 10059,
  consumerNotFound: 10014,
  messageNotFound: 10037,
  sequenceNotFound: 10043,
  messageNotDeleted: 10057,
  storeFailed: 10077,
} as const

/** JetStream is off, still starting, without a leader, or out of room: it may be otherwise later. */
const passingApiCodes: ReadonlySet<number> = new Set([10008, 10009, 10023, 10039, 10047, 10074, 10076, 10077])
const missingApiCodes: ReadonlySet<number> = new Set([apiCodes.streamNotFound, apiCodes.consumerNotFound])

const connectionCodes: ReadonlySet<string> = new Set([
  'TIMEOUT',
  'DISCONNECT',
  'CONNECTION_CLOSED',
  'CONNECTION_DRAINING',
  'CONNECTION_REFUSED',
  'CONNECTION_TIMEOUT',
  'CANCELLED',
])
const noResponders = '503'

export const isNoResponders = (error: unknown): boolean =>
  error instanceof NatsError && error.code === noResponders && error.api_error === undefined

export const apiCodeOf = (error: unknown): number | null =>
  error instanceof NatsError ? (error.api_error?.err_code ?? null) : null

export const apiWordsOf = (error: unknown): string =>
  error instanceof NatsError ? (error.api_error?.description ?? error.message) : ''

/** The fault that an error of the client stands for; any other error is a bug of ours and stays what it is. */
export function faultOf(error: unknown): unknown {
  if (!(error instanceof NatsError)) return error
  const apiCode = apiCodeOf(error)
  const because = { cause: error }
  if (apiCode !== null) {
    if (missingApiCodes.has(apiCode)) return new StreamMissing(apiWordsOf(error), because)
    return passingApiCodes.has(apiCode)
      ? new BrokerUnavailable(`JetStream cannot: ${apiWordsOf(error)}`, because)
      : error
  }
  // Nobody listens on the subject: no stream has it.
  if (error.code === noResponders) return new StreamMissing('no stream takes this', because)
  return connectionCodes.has(error.code)
    ? new BrokerUnavailable(`the broker did not answer: ${error.message}`, because)
    : error
}
