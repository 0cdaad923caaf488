import type { Test } from 'tap'
import { appendCases } from './appends.ts'
import { feedCases } from './feeds.ts'
import { followerKillCases, serverKillCases } from './kills.ts'
import type { Place } from './places.ts'

/** The contract of an event store, one for all of them. */
export async function proveContract(t: Test, place: Place): Promise<void> {
  const cases = { ...appendCases, ...feedCases, ...followerKillCases }
  const all = place.server === null ? cases : { ...cases, ...serverKillCases }
  for (const [sentence, prove] of Object.entries(all)) {
    await t.test(sentence, (t) => prove(t, place))
  }
}
