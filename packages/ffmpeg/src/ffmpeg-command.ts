import type { CommandFile } from './command-files.ts'

/** One run of ffmpeg, as data: made by `buildCommands`, run by `runFfmpeg`. */
export interface FfmpegCommand {
  /**
   * The complete argv after the binary, one entry per option or value; it reaches ffmpeg unchanged. The runner puts
   * only what concerns the running itself in front of it (`-nostdin`, `-progress`, `-y`, the log level).
   */
  readonly args: readonly string[]
  /** Filter scripts, captions, tables of colours: written before ffmpeg starts. */
  readonly files: readonly CommandFile[]
  /** What it makes. Whatever is at these paths is unlinked first, so that ffmpeg never writes through a link. */
  readonly outputs: readonly { readonly name: string; readonly path: string }[]
  /** How many frames this command writes, for progress. */
  readonly frameCount: number
  /** Of a run that goes by what an earlier one has measured. Until it is `completed` it is not to be run. */
  readonly goesBy?: Measured
}

export interface Measured {
  /** What the earlier run wrote. */
  readonly paths: readonly string[]
  /** What it comes to, from the texts of those files. */
  complete(texts: readonly string[]): Pick<FfmpegCommand, 'args' | 'files'>
}
