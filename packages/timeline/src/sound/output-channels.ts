import type { EditOutput } from '@framewright/schemas'
import type { PlannedAudio } from '../outputs/planned-output.ts'
import type { Preset } from '../outputs/presets.ts'
import { refuse, type Findings } from '../resolve/problems.ts'

/** There only where it is one. */
export function channelsOf(
  { channels }: EditOutput,
  { name, audio }: Preset,
  pointer: string,
  findings: Findings,
): { readonly channels?: 1 } {
  if (channels !== undefined && audio === null) {
    const message = `files of the preset ${name} have no sound`
    refuse(findings, 'CHANNELS_WITHOUT_SOUND', pointer, message, 'Leave it out, or use another preset.')
  }
  return channels === 1 ? { channels } : {}
}

/** One channel takes half of what two take. */
export const inMono = (audio: PlannedAudio): PlannedAudio => ({
  ...audio,
  kilobitsPerSecond: audio.kilobitsPerSecond === null ? null : audio.kilobitsPerSecond / 2,
  channels: 1,
})
