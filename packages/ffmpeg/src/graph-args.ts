import type { FfmpegCommand } from './ffmpeg-command.ts'

/** Longer graphs go into a file: Linux takes 128 KiB in one argument. */
const longestArgument = 100_000

export function graphArgs(text: string, path: string): Pick<FfmpegCommand, 'args' | 'files'> {
  if (Buffer.byteLength(text) <= longestArgument) return { args: ['-filter_complex', text], files: [] }
  return { args: ['-filter_complex_script', path], files: [{ path, text }] }
}
