import { RenderProgress } from '@framewright/schemas'
import { Compile } from 'typebox/compile'
import type { NatsLink } from './connect.ts'
import { listen } from './listen.ts'
import { subjects } from './subjects.ts'

const progressSchema = Compile(RenderProgress)

/** A live tick: the next one supersedes it, so one that cannot be sent now is dropped. */
export function publishProgress(link: NatsLink, progress: RenderProgress): void {
  if (link.isConnected)
    link.connection.publish(subjects.progress(progress.renderId), JSON.stringify(progress))
}

export const onProgress = (link: NatsLink, hear: (progress: RenderProgress) => void): (() => void) =>
  listen(link, subjects.allProgress, progressSchema, hear)
