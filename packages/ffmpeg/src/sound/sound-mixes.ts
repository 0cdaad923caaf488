import { join } from 'node:path'
import type { PlannedSound, PlannedSoundClip } from '@framewright/timeline'
import { earlier, placeOf } from './sound-span.ts'

/** A file in which some clips of a film are added up, in floats, and where it begins in the film. */
export interface SoundMix {
  readonly path: string
  readonly startSample: number
  readonly role: PlannedSoundClip['role']
  /** The clips, in the time of the mix. */
  readonly sound: PlannedSound
}

/**
 * So many sounds are added up in one run. Each of them is open from its start to its end, with silence in front of it: for
 * 500 clips of an hour that took 1.8 GB and two minutes.
 */
const mostAtOnce = 100
const groupSize = 24

/** Groups of clips that are near to each other in time and play the same role; null where there are few. */
export function mixesOf(sound: PlannedSound, folder: string): SoundMix[] | null {
  if (sound.clips.length <= mostAtOnce) return null
  const roles = [...new Set(sound.clips.map(({ role }) => role))]
  const groups = roles.flatMap((role) => {
    const clips = sound.clips
      .filter((clip) => clip.role === role)
      .sort((a, b) => placeOf(a).startSample - placeOf(b).startSample)
    return Array.from({ length: Math.ceil(clips.length / groupSize) }, (_, at) =>
      clips.slice(at * groupSize, (at + 1) * groupSize),
    )
  })
  return groups.map((clips, at) => mixOf(clips, sound.sampleRateHz, join(folder, `mix-${at}.w64`)))
}

function mixOf(clips: readonly PlannedSoundClip[], sampleRateHz: number, path: string): SoundMix {
  const places = clips.map(placeOf)
  const startSample = Math.min(...places.map((place) => place.startSample))
  const endSample = Math.max(...places.map((place) => place.startSample + place.sampleCount))
  const own = clips.map((clip) => earlier(clip, startSample))
  return {
    ...{ path, startSample, role: clips[0]?.role },
    sound: { sampleRateHz, sampleCount: endSample - startSample, clips: own },
  }
}
