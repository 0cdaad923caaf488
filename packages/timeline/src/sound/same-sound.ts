import type { PlannedAudio, PlannedLoudness, PlannedOutput } from '../outputs/planned-output.ts'

/** Whether one file of sound does for both. */
export const isSameSound = (a: PlannedAudio, b: PlannedAudio): boolean =>
  a.codec === b.codec &&
  a.channels === b.channels &&
  a.kilobitsPerSecond === b.kilobitsPerSecond &&
  isSameLoudness(a.loudness, b.loudness)

const isSameLoudness = (a?: PlannedLoudness, b?: PlannedLoudness): boolean =>
  a?.integratedLufs === b?.integratedLufs && a?.truePeakDbtp === b?.truePeakDbtp

/** Each sound that some of the outputs have, once, in their order. */
export function soundsOf(outputs: readonly PlannedOutput[]): PlannedAudio[] {
  const sounds: PlannedAudio[] = []
  for (const { audio } of outputs)
    if (audio !== null && !sounds.some((sound) => isSameSound(sound, audio))) sounds.push(audio)
  return sounds
}
