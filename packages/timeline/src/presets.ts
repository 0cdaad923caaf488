import { generalPresets } from './presets/general.ts'
import { platformPresets } from './presets/platforms.ts'
import type { Preset } from './presets/preset.ts'

export type { AudioCodec, Container, Preset, VideoCodec } from './presets/preset.ts'

export const presets: readonly Preset[] = [...generalPresets, ...platformPresets]

export const presetNamed = (name: string): Preset | undefined =>
  presets.find((preset) => preset.name === name)
