import { join } from 'node:path'
import { isSameSound, type PlannedPicture } from '@framewright/timeline'
import type { Input } from './input-args.ts'
import type { SoundFile } from './sound/sound-command.ts'

/** The names are ours: the user's own names are given to the finished files, when they are stored. */
export const outputPath = (folder: string, at: number, container: string): string =>
  join(folder, `output-${at}.${container}`)

const demuxers: Readonly<Partial<Record<SoundFile['container'], string>>> = {
  webm: 'matroska',
  wav: 'wav',
  mp3: 'mp3',
}

/** Finished sounds, which are taken along as they are. */
export const soundInputs = (sounds: readonly SoundFile[]): Input[] =>
  sounds.map(({ path, container }) => {
    const demuxer = demuxers[container] ?? 'mov'
    return { path, demuxer, seekMicroseconds: 0, decoderThreads: 1, of: 'sound' }
  })

/** The finished sound of an output, among the inputs behind those of its pictures. */
export function soundMap(
  { audio }: PlannedPicture,
  sounds: readonly SoundFile[],
  firstInput: number,
): string[] {
  if (audio === null) return []
  const at = sounds.findIndex((file) => isSameSound(file.audio, audio))
  return ['-map', `${firstInput + at}:a:0`, '-c:a', 'copy']
}
