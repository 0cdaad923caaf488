import type { Ducking } from '@framewright/schemas'
import { sampleOfSecond } from '../resolve/exact-time.ts'
import type { PlannedDucking } from './planned-sound.ts'
import { warn, type Findings } from '../resolve/problems.ts'
import type { SoundClip } from '../resolved-timeline.ts'

/** With everything said that the edit left to its default; undefined, where nothing would go down. */
export function resolveDucking(
  ducking: Ducking | undefined,
  sounds: readonly SoundClip[],
  findings: Findings,
): PlannedDucking | undefined {
  if (ducking === undefined) return undefined
  const missing = (['voice', 'music'] as const).find((role) => sounds.every((sound) => sound.role !== role))
  if (missing !== undefined) {
    const message = `no sound has the role ${missing}, so nothing goes down`
    warn(findings, 'EFFECT_CHANGES_NOTHING', '/ducking', message)
    return undefined
  }
  const { amountDb = 12, attack = 0.25, hold = 0.5, release = 0.8, thresholdDb = -35 } = ducking
  return {
    amountDb,
    thresholdDb,
    attackSamples: sampleOfSecond(attack),
    holdSamples: sampleOfSecond(hold),
    releaseSamples: sampleOfSecond(release),
  }
}
