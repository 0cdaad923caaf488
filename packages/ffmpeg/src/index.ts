export { allowedDemuxers, allowedProtocols, maxPixels, maxStreams } from './allow-lists.ts'
export { buildCommands, type CommandPaths } from './command.ts'
export {
  EncodeFailed,
  EncodeTimedOut,
  FfmpegUnavailable,
  MediaUnreadable,
  OutputInvalid,
  type UnreadableReason,
} from './errors.ts'
export type { FfmpegCommand } from './ffmpeg-command.ts'
export { FontMissing } from './fonts.ts'
