export { allowedDemuxers, allowedProtocols, maxPixels, maxStreams } from './allow-lists.ts'
export { buildCommands, type CommandPaths } from './command.ts'
export { completed } from './completed.ts'
export {
  EncodeFailed,
  EncodeTimedOut,
  FfmpegUnavailable,
  MediaUnreadable,
  OutputInvalid,
  ScratchFull,
  type UnreadableReason,
} from './errors.ts'
export type { FfmpegCommand } from './ffmpeg-command.ts'
export { FontMissing } from './fonts.ts'
export { manifestCommand, readManifest } from './frame-manifest.ts'
export { probeMedia } from './probe.ts'
export { readFfmpegProfile, type EncoderProfile, type FfmpegProfile } from './profile.ts'
export type { EncodeProgress } from './progress.ts'
export { runFfmpeg, type RunOptions } from './run.ts'
export { verifyOutput, type VerifiedOutput, type VerifyOptions } from './verify.ts'
