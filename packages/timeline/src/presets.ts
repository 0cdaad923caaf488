import { generalPresets } from './presets/general.ts'
import { platformPresets } from './presets/platforms.ts'
import type { Preset } from './presets/preset.ts'
import { soundPresets } from './presets/sound.ts'

export type {
  AudioCodec,
  Container,
  PicturePreset,
  Preset,
  SoundPreset,
  VideoCodec,
} from './presets/preset.ts'

export const presets: readonly Preset[] = [...generalPresets, ...platformPresets, ...soundPresets]

export const presetNamed = (name: string): Preset | undefined =>
  presets.find((preset) => preset.name === name)
