/** Nobody but the kernel ends one like that by itself. */
const perhapsMemory = ', as it is when the memory of the machine runs out'

/** ffmpeg ended by itself, and badly: with an exit code, or killed by a signal that was not ours. */
export class EncodeFailed extends Error {
  override readonly name = 'EncodeFailed'
  readonly code = 'ENCODE_FAILED'
  readonly exitCode: number | null
  readonly exitSignal: NodeJS.Signals | null
  readonly stderrTail: readonly string[]

  constructor(
    exit: { exitCode: number | null; exitSignal: NodeJS.Signals | null },
    stderrTail: readonly string[],
    options?: ErrorOptions,
  ) {
    super(
      exit.exitSignal === null
        ? `ffmpeg ended with code ${exit.exitCode ?? '?'}`
        : `ffmpeg was killed by ${exit.exitSignal}${exit.exitSignal === 'SIGKILL' ? perhapsMemory : ''}`,
      options,
    )
    this.exitCode = exit.exitCode
    this.exitSignal = exit.exitSignal
    this.stderrTail = stderrTail
  }
}

/** ffmpeg or ffprobe ran for longer than it may, and was ended. */
export class EncodeTimedOut extends Error {
  override readonly name = 'EncodeTimedOut'
  readonly code = 'TIMED_OUT'
  readonly timeoutMs: number
  readonly stderrTail: readonly string[]

  constructor(timeoutMs: number, stderrTail: readonly string[], options?: ErrorOptions) {
    super(`it took longer than ${timeoutMs} ms, and was ended`, options)
    this.timeoutMs = timeoutMs
    this.stderrTail = stderrTail
  }
}

/** ffmpeg used more than it may, and was ended. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded'
  readonly code: 'CPU_EXCEEDED' | 'MEMORY_EXCEEDED'
  readonly stderrTail: readonly string[]

  constructor(
    what: 'cpuMs' | 'memoryBytes',
    limit: number,
    stderrTail: readonly string[],
    options?: ErrorOptions,
  ) {
    super(
      what === 'cpuMs'
        ? `ffmpeg used more than ${Math.round(limit / 1_000)} s of CPU time, and was ended`
        : `ffmpeg used more than ${Math.round(limit / 1024 ** 2)} MiB of memory, and was ended`,
      options,
    )
    this.code = what === 'cpuMs' ? 'CPU_EXCEEDED' : 'MEMORY_EXCEEDED'
    this.stderrTail = stderrTail
  }
}

/** ffmpeg failed on a disk that has no room left. */
export class ScratchFull extends Error {
  override readonly name = 'ScratchFull'
  readonly code = 'DISK_FULL'
  readonly stderrTail: readonly string[]

  constructor(stderrTail: readonly string[], options?: ErrorOptions) {
    super('no room left on the disk that ffmpeg writes to', options)
    this.stderrTail = stderrTail
  }
}

/** ffmpeg or ffprobe could not be started at all: not installed, not executable, or no process left to be had. */
export class FfmpegUnavailable extends Error {
  override readonly name = 'FfmpegUnavailable'
  readonly code = 'FFMPEG_UNAVAILABLE'
}

export const unreadableReasons = [
  'EMPTY',
  'NOT_MEDIA',
  'LUT_INVALID',
  'FONT_INVALID',
  'SUBTITLES_INVALID',
  'NO_PICTURE_OR_SOUND',
  'NO_DURATION',
  'TOO_MANY_PIXELS',
  'TOO_MANY_STREAMS',
  'CUT_OFF',
  'UNDECODABLE',
  'SVG_UNSUPPORTED',
  'PICTURE_UNSUPPORTED',
  'TOO_SLOW',
] as const
export type UnreadableReason = (typeof unreadableReasons)[number]

/** A file that cannot be used as an asset. The message is for the user who uploaded it. */
export class MediaUnreadable extends Error {
  override readonly name = 'MediaUnreadable'
  readonly code = 'MEDIA_UNREADABLE'
  readonly reason: UnreadableReason

  constructor(reason: UnreadableReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** ffmpeg said that all went well, and the file says otherwise. */
export class OutputInvalid extends Error {
  override readonly name = 'OutputInvalid'
  readonly code = 'OUTPUT_INVALID'
  readonly complaints: readonly string[]

  constructor(complaints: readonly string[], options?: ErrorOptions) {
    super(complaints.join('; '), options)
    this.complaints = complaints
  }
}

/** What was encoded apart does not become one film: its chunks have headers that differ. */
export class ChunksUnlike extends Error {
  override readonly name = 'ChunksUnlike'
  readonly code = 'CHUNKS_UNLIKE'
  /** The numbers of those that are unlike the others. */
  readonly odd: readonly number[]

  constructor(complaints: readonly string[], odd: readonly number[], options?: ErrorOptions) {
    super(complaints.join('; '), options)
    this.odd = odd
  }
}
