import { captionsPresets } from './presets/captions.ts'
import { generalPresets } from './presets/general.ts'
import { gifPresets } from './presets/gif.ts'
import { platformPresets } from './presets/platforms.ts'
import type { Preset } from './presets/preset.ts'
import { proResPresets } from './presets/prores.ts'
import { soundPresets } from './presets/sound.ts'
import { spritePresets } from './presets/sprite.ts'
import { streamingPresets } from './presets/streaming.ts'
import { stillPresets } from './presets/still.ts'

export type {
  AudioCodec,
  CaptionsPreset,
  Container,
  FilmCodec,
  PicturePreset,
  Preset,
  ProResProfile,
  SidecarContainer,
  SoundPreset,
  StillCodec,
  VideoCodec,
} from './presets/preset.ts'

export const presets: readonly Preset[] = [
  ...generalPresets,
  ...proResPresets,
  ...platformPresets,
  ...soundPresets,
  ...stillPresets,
  ...spritePresets,
  ...streamingPresets,
  ...gifPresets,
  ...captionsPresets,
]

export const presetNamed = (name: string): Preset | undefined =>
  presets.find((preset) => preset.name === name)
