export { announceCancel, onCancel } from './cancel.ts'
export { connectNats, type NatsLink, type NatsOptions } from './connect.ts'
export {
  inspectEvents,
  restoreGroups,
  trimEvents,
  type ConsumerGroup,
  type EventsState,
} from './consumer-groups.ts'
export { consumerLag, type ConsumerLag } from './consumer-lag.ts'
export type { Delivery } from './delivery.ts'
export { askToDrain, onDrain } from './drain.ts'
export { BrokerUnavailable, StreamMissing } from './errors.ts'
export { afterHeader, positionHeader, publishEvent, type RelayedEvent } from './events.ts'
export { openLane, type LaneReader } from './lane.ts'
export type { Log } from './log.ts'
export { answerHolds, askHolder, beatPresence, watchPresence, type HolderAnswer } from './presence.ts'
export { onProgress, publishProgress } from './progress.ts'
export { subjects } from './subjects.ts'
export {
  ackWaitMs,
  ensureTopology,
  eventsCreatedAt,
  eventsStream,
  workStream,
  type Topology,
} from './topology.ts'
export { givenOut, publishWork, releaseWork, withdrawWork } from './work.ts'
