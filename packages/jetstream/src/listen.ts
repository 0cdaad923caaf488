import type { Static, TSchema } from 'typebox'
import type { Validator } from 'typebox/compile'
import type { NatsLink } from './connect.ts'

/** Hears what is said on a subject, as far as it is what the schema says: anybody may publish anything. */
export function listen<S extends TSchema>(
  link: NatsLink,
  subject: string,
  schema: Validator<Record<never, never>, S>,
  hear: (value: Static<S>) => void,
): () => void {
  const { connection, log } = link
  const subscription = connection.subscribe(subject, {
    callback: (error, message) => {
      const value = error === null ? parse(message.string()) : undefined
      if (schema.Check(value)) hear(value)
      else log.warn({ subject: message.subject }, 'ignored a message that is not what its subject says')
    },
  })
  return () => subscription.unsubscribe()
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: no schema of ours takes undefined.
    return undefined
  }
}
