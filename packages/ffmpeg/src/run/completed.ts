import { readFile } from 'node:fs/promises'
import { OutputInvalid } from '../errors.ts'
import type { FfmpegCommand } from '../ffmpeg-command.ts'

/** A command as it can be run, when those before it have been. Throws OutputInvalid where those left nothing to go by. */
export async function completed(command: FfmpegCommand): Promise<FfmpegCommand> {
  const { goesBy, ...rest } = command
  if (goesBy === undefined) return command
  try {
    return {
      ...rest,
      ...goesBy.complete(await Promise.all(goesBy.paths.map((path) => readFile(path, 'utf8')))),
    }
  } catch (cause: unknown) {
    if (cause instanceof OutputInvalid) throw cause
    throw new OutputInvalid(['what was to be measured is not there'], { cause })
  }
}
