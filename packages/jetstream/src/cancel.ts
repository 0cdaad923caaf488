import { subjects } from './subjects.ts'
import type { NatsLink } from './connect.ts'

/** Tells whoever renders it to look at the render's stream now. A hint: one that is lost costs no more than a beat. */
export function announceCancel(link: NatsLink, renderId: string): void {
  if (link.isConnected) link.connection.publish(subjects.cancel(renderId), renderId)
}

export function onCancel(link: NatsLink, hear: (renderId: string) => void): () => void {
  const subscription = link.connection.subscribe(subjects.allCancels, {
    callback: (error, message) => {
      if (error === null) hear(message.string())
    },
  })
  return () => subscription.unsubscribe()
}
