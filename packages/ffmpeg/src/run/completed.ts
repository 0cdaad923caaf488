import { readFile } from 'node:fs/promises'
import type { FfmpegCommand } from '../ffmpeg-command.ts'

/** A command as it can be run, when those before it have been. Throws OutputInvalid where those left nothing to go by. */
export async function completed(command: FfmpegCommand): Promise<FfmpegCommand> {
  const { goesBy, ...rest } = command
  if (goesBy === undefined) return command
  const text = await readFile(goesBy.path, 'utf8').catch(() => '')
  return { ...rest, ...goesBy.complete(text) }
}
