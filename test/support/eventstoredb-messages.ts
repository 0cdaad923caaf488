import { Metadata, status, type ServiceError } from '@grpc/grpc-js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { AppendReq, AppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { AppendResult, LoggedEvent, ProposedEvent } from './eventstoredb-log.ts'

/** Between what EventStoreDB's client puts on the wire and the test server's log. The message types are the client's own. */
export interface AppendRequest {
  readonly stream: string
  readonly expected: bigint
  readonly events: readonly ProposedEvent[]
}

export function toAppendRequest(messages: readonly AppendReq[]): AppendRequest {
  const options = messages[0]?.getOptions()
  if (options === undefined) throw new Error('an append begins with its options')
  if (!options.hasNoStream() && !options.hasRevision()) {
    throw new Error('an append that expects anything but a revision or no stream is not served')
  }
  return {
    stream: nameOf(options.getStreamIdentifier()),
    expected: options.hasNoStream() ? -1n : BigInt(options.getRevision()),
    events: messages.slice(1).map(toProposed),
  }
}

function toProposed(message: AppendReq): ProposedEvent {
  const proposed = message.getProposedMessage()
  if (proposed === undefined) throw new Error('an append goes on with its events')
  return {
    id: (proposed.getId()?.getString() ?? '').toLowerCase(),
    type: proposed.getMetadataMap().get('type') ?? '',
    contentType: proposed.getMetadataMap().get('content-type') ?? '',
    data: proposed.getData_asU8(),
    metadata: proposed.getCustomMetadata_asU8(),
  }
}

export interface ReadRequest {
  /** null: $all. */
  readonly stream: string | null
  readonly fromRevision: bigint
  /** Exclusive; null: from the beginning. */
  readonly afterPosition: bigint | null
  readonly isSubscription: boolean
  /** Of a read of $all: that many events at most, the last one first. */
  readonly lastEvents: number
  readonly prefixes: readonly string[]
  /** After how many events that were looked through a subscription is told its position. */
  readonly checkpointEvery: number
}

export function toReadRequest(message: ReadReq): ReadRequest {
  const options = message.getOptions()
  const filter = options?.getFilter()
  const all = options?.getAll()
  const stream = options?.getStream()
  const isBackwards = options?.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS
  return {
    stream: stream === undefined ? null : nameOf(stream.getStreamIdentifier()),
    fromRevision: stream?.hasRevision() === true ? BigInt(stream.getRevision()) : 0n,
    afterPosition: all?.hasPosition() === true ? BigInt(all.getPosition()!.getCommitPosition()) : null,
    isSubscription: options?.hasSubscription() === true,
    lastEvents: isBackwards && all?.hasEnd() === true ? Number(options?.getCount()) : 0,
    prefixes: filter?.getStreamIdentifier()?.getPrefixList() ?? [''],
    checkpointEvery: (filter?.getMax() ?? 32) * (filter?.getCheckpointintervalmultiplier() ?? 1),
  }
}

function nameOf(identifier: { getStreamName_asU8(): Uint8Array } | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8')
}

export function appendResponse(result: AppendResult): AppendResp {
  const response = new streams.AppendResp()
  switch (result.kind) {
    case 'stored': {
      const success = new streams.AppendResp.Success()
      success.setCurrentRevision(result.revision.toString())
      const position = new streams.AppendResp.Position()
      position.setCommitPosition(result.position.toString())
      position.setPreparePosition(result.position.toString())
      success.setPosition(position)
      return response.setSuccess(success)
    }
    case 'wrong-expected-version': {
      const wrong = new streams.AppendResp.WrongExpectedVersion()
      if (result.current < 0n) wrong.setCurrentNoStream(new shared.Empty())
      else wrong.setCurrentRevision(result.current.toString())
      return response.setWrongExpectedVersion(wrong)
    }
    case 'too-large':
      throw serviceError(status.INVALID_ARGUMENT, 'maximum-append-size-exceeded', {
        'maximum-append-size': '1048576',
      })
  }
}

const ticksPerMs = 10_000n

export function eventResponse(event: LoggedEvent): ReadResp {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
  const id = new shared.UUID()
  id.setString(event.id)
  recorded.setId(id)
  recorded.setStreamIdentifier(identifierOf(event.stream))
  recorded.setStreamRevision(event.revision.toString())
  recorded.setCommitPosition(event.position.toString())
  recorded.setPreparePosition(event.position.toString())
  recorded.getMetadataMap().set('type', event.type)
  recorded.getMetadataMap().set('content-type', event.contentType)
  recorded.getMetadataMap().set('created', (BigInt(event.created.getTime()) * ticksPerMs).toString())
  recorded.setCustomMetadata(event.metadata)
  recorded.setData(event.data)
  const read = new streams.ReadResp.ReadEvent()
  read.setEvent(recorded)
  read.setCommitPosition(event.position.toString())
  return new streams.ReadResp().setEvent(read)
}

export function streamNotFoundResponse(stream: string): ReadResp {
  const missing = new streams.ReadResp.StreamNotFound()
  missing.setStreamIdentifier(identifierOf(stream))
  return new streams.ReadResp().setStreamNotFound(missing)
}

export function confirmationResponse(id: string): ReadResp {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation()
  confirmation.setSubscriptionId(id)
  return new streams.ReadResp().setConfirmation(confirmation)
}

export function checkpointResponse(position: bigint): ReadResp {
  const checkpoint = new streams.ReadResp.Checkpoint()
  checkpoint.setCommitPosition(position.toString())
  checkpoint.setPreparePosition(position.toString())
  return new streams.ReadResp().setCheckpoint(checkpoint)
}

export const caughtUpResponse = (): ReadResp =>
  new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp())

function identifierOf(stream: string) {
  const identifier = new shared.StreamIdentifier()
  identifier.setStreamName(Buffer.from(stream, 'utf8'))
  return identifier
}

/** An error as EventStoreDB sends it: its kind is in the trailers. */
export function serviceError(
  code: status,
  exception: string | null,
  trailers: Record<string, string> = {},
): ServiceError {
  const metadata = new Metadata()
  if (exception !== null) metadata.set('exception', exception)
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value)
  const details = exception ?? status[code]
  return Object.assign(new Error(details), { code, details, metadata })
}
