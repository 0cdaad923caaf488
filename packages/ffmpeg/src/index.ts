export { allowedDemuxers, allowedProtocols, maxPixels, maxStreams } from './allow-lists.ts'
export type { CommandPaths } from './command.ts'
export { checkJoinable } from './check-joinable.ts'
export { completed } from './run/completed.ts'
export {
  ChunksUnlike,
  EncodeFailed,
  EncodeTimedOut,
  FfmpegUnavailable,
  LimitExceeded,
  MediaUnreadable,
  OutputInvalid,
  ScratchFull,
  type UnreadableReason,
} from './errors.ts'
export type { FfmpegCommand } from './ffmpeg-command.ts'
export { finishOutput } from './parts/finish-output.ts'
export type { FinishedParts, PartFile } from './parts/part-files.ts'
export { outputPath } from './output-files.ts'
export { FontMissing } from './text/fonts.ts'
export { manifestCommand, readManifest } from './probe/frame-manifest.ts'
export { motionCommands } from './picture/motion-command.ts'
export { copyObstacle } from './probe/copy-obstacle.ts'
export type { ChunkFiles } from './assembly-command.ts'
export { assemblyCommands, buildCommands } from './pipelines.ts'
export { measureLoudness } from './probe/measure-loudness.ts'
export { probeMedia } from './probe/probe.ts'
export { readFfmpegProfile, type EncoderProfile, type FfmpegProfile } from './probe/profile.ts'
export type { EncodeProgress } from './run/progress.ts'
export { hashFile } from './run/hash-file.ts'
export { runFfmpeg, type RunOptions } from './run/run.ts'
export type { UsageLimits } from './run/watch-usage.ts'
export { verifyOutput, type VerifiedOutput, type VerifyOptions } from './probe/verify.ts'
