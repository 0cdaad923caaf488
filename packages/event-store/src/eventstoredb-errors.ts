import { ErrorType } from '@eventstore/db-client'
import { EventRejected, EventStoreUnavailable, StreamConflict } from './errors.ts'

/** gRPC's numbers for an exception that the server does not explain, and for a request that is wrong in itself. */
const unknown = 2
const invalidArgument = 3

/**
 * What EventStoreDB's client throws, as a fault of ours. By its `type`, or by gRPC's `code` where there is none: some of
 * its errors come straight from the transport (a server that is down at the very first call). The messages of the ones
 * that matter are empty. All that is not known to be for good may have been stored, and may be tried again.
 */
export function toFault(error: unknown, stream: string): Error {
  if (error instanceof EventStoreUnavailable) return error
  switch (typeOf(error)) {
    case ErrorType.WRONG_EXPECTED_VERSION:
      return new StreamConflict(stream, { cause: error })
    case ErrorType.STREAM_DELETED:
      return new EventRejected(`${stream} was deleted for good`, { cause: error })
    case ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED:
      return new EventRejected(`an append to ${stream} is larger than EventStoreDB takes`, { cause: error })
    default:
      if (codeOf(error) === invalidArgument) {
        return new EventRejected(`EventStoreDB refuses an append to ${stream}`, { cause: error })
      }
      return unavailable(error)
  }
}

export function unavailable(error: unknown): EventStoreUnavailable {
  const reason = error instanceof Error ? error.message || typeOf(error) || error.name : String(error)
  return new EventStoreUnavailable(`EventStoreDB is unavailable: ${reason}`, { cause: error })
}

export const isMissingStream = (error: unknown): boolean => {
  const type = typeOf(error)
  return type === ErrorType.STREAM_NOT_FOUND || type === ErrorType.STREAM_DELETED
}

export const isUnknown = (error: unknown): boolean => codeOf(error) === unknown

function typeOf(error: unknown): string | undefined {
  return error instanceof Error && 'type' in error && typeof error.type === 'string' ? error.type : undefined
}

function codeOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined
}
