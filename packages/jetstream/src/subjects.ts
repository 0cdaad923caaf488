import assert from 'node:assert/strict'
import type { Lane, WorkItem } from '@framewright/schemas'

/** Every subject of the system. */
export const subjects = {
  allWork: 'work.>',
  workOf: (lane: Lane) => `work.${lane}.*`,
  work: ({ lane, itemId }: Pick<WorkItem, 'lane' | 'itemId'>) => `work.${lane}.${token(itemId)}`,
  allEvents: 'events.>',
  /**
   * `events.render.<id>.RenderCompleted`, `events.chunk.<render id>.<plan>.<number>.ChunkRendered`: a group takes one kind of
   * event, or one stream's, by its filter.
   */
  event: ({ stream, type }: { stream: string; type: string }) => {
    const [, category, id] = /^([^-]+)-(.+)$/.exec(stream) ?? []
    assert(category !== undefined && id !== undefined, `${stream} is not the name of a stream`)
    return ['events', category, ...id.split('.'), type].map(token).join('.')
  },
  allPresence: 'presence.*',
  presence: (workerId: string) => `presence.${token(workerId)}`,
  holds: (workerId: string) => `holds.${token(workerId)}`,
  drain: (workerId: string) => `drain.${token(workerId)}`,
  allProgress: 'progress.*',
  progress: (renderId: string) => `progress.${token(renderId)}`,
  allCancels: 'cancel.*',
  cancel: (renderId: string) => `cancel.${token(renderId)}`,
} as const

/** One token of a subject, whatever the text: hosts have dots in their names, and a wildcard must not get in. */
export const token = (text: string): string =>
  text.replace(/[^\w-]/gu, (character) => `=${character.codePointAt(0)!.toString(16)}=`)
