import type { AssetFacts } from '@framewright/schemas'
import { microsecondsOf } from './exact-time.ts'
import { originOf } from './source-facts.ts'

/** Where in its file a clip begins to read, and which of the streams. */
export function readSource(
  clip: { readonly in?: number },
  facts: AssetFacts,
  of: 'video' | 'audio',
): { readonly inMicroseconds: number; readonly stream?: number } {
  const { stream } = facts.media[of] ?? {}
  return {
    inMicroseconds: microsecondsOf(clip.in ?? 0) + microsecondsOf(originOf(facts)),
    ...(stream === undefined ? {} : { stream }),
  }
}
