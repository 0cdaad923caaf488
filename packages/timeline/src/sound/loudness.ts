import type { Edit, EditOutput } from '@framewright/schemas'
import type { PlannedLoudness } from '../outputs/planned-output.ts'
import type { Preset } from '../outputs/presets.ts'
import { refuse, type Findings } from '../resolve/problems.ts'

/** What the sound of an output is brought to: what it says itself, or what the edit says for all of them. */
export function loudnessOf(
  output: EditOutput,
  edit: Edit,
  preset: Preset,
  pointer: string,
  findings: Findings,
): { readonly loudness?: PlannedLoudness } {
  if (preset.audio === null) {
    if (output.loudness !== undefined) {
      const message = `files of the preset ${preset.name} have no sound`
      refuse(findings, 'LOUDNESS_WITHOUT_SOUND', pointer, message, 'Leave it out, or use another preset.')
    }
    return {}
  }
  const wanted = output.loudness ?? edit.loudness
  if (wanted === undefined) return {}
  const { integratedLufs, truePeakDbtp = -1 } = wanted
  return { loudness: { integratedLufs, truePeakDbtp } }
}
