export { canonicalJson } from './canonical-json.ts'
export {
  AssetList,
  AssetListQuery,
  AssetParams,
  DownloadQuery,
  DrainingWorker,
  DryRun,
  EditWarning,
  FailureList,
  FailureListQuery,
  HistoryEvent,
  IdempotencyHeaders,
  LinkedPartParams,
  LogQuery,
  MetricsQuery,
  MetricsView,
  OutputParams,
  PartParams,
  PlayLink,
  ProjectId,
  ProjectParams,
  QueueView,
  Readiness,
  RenderHistory,
  RenderList,
  RenderListQuery,
  RenderParams,
  ReplayedEvent,
  ReplayEnd,
  ReplayLine,
  ReplayQuery,
  Role,
  roles,
  SocketTicket,
  SubmitQuery,
  UploadQuery,
  WorkerList,
  WorkerParams,
  WorkerView,
} from './http.ts'
export { FontChoice, fontFamilies } from './edit-font.ts'
export { FontFacts } from './font-facts.ts'
export {
  AssetFacts,
  AudioFacts,
  MediaFacts,
  mostSubtitlesBytes,
  ReadAsset,
  VideoFacts,
} from './media-facts.ts'
export {
  Batch,
  BatchQuery,
  BatchView,
  fieldName,
  FieldValue,
  MergeField,
  mostFieldCharacters,
  Template,
  TemplateRow,
} from './template.ts'
export { ClipId, Moment } from './edit-moments.ts'
export { AudioTrackChoice, OutputChannels } from './edit-audio-track.ts'
export { MeasuredLoudness } from './sound-loudness.ts'
export {
  encoderFamilies,
  pipelineVersions,
  RenderPolicy,
  type EncoderFamily,
  type PipelineVersion,
} from './edit-policy.ts'
export { PresetList, PresetView } from './preset-view.ts'
export { Problem, ProblemCode, ProblemDetail, problemCodes } from './problem.ts'
export {
  AssetRemoved,
  AssetStored,
  eventCatalogue,
  EventMetadata,
  FaultCode,
  faultCodes,
  Lane,
  lanes,
  OutputFile,
  RenderProgressed,
  RenderRequested,
  type AssetEvent,
  type EventName,
  type FramewrightEvent,
  type ProgressEvent,
  type ChunkEvent,
  type RenderEvent,
} from './render-events.ts'
export {
  assetKey,
  logKey,
  logPrefix,
  orderKey,
  chunkLogKey,
  chunkLogsPrefix,
  outputKey,
  outputPrefix,
  planKey,
  RenderOrder,
} from './render-order.ts'
export { OutputPart, partKey, PartList, partListName } from './output-parts.ts'
export { QueuePlace } from './queue-place.ts'
export { MachineLoad, RenderProgress, WorkerPresence } from './render-progress.ts'
export {
  AssetView,
  ClientMessage,
  OutputView,
  RenderStatus,
  renderStatuses,
  RenderView,
  ServerMessage,
} from './render-view.ts'
export { BlobRef, Nullable, OneOf, Rational, Sha256, Strict, Timestamp, Uuid } from './strict.ts'
export { AssemblyWork, ChunkWork, RenderWork, WorkItem } from './work-item.ts'
export { ChunkKind, ChunkState, ChunkView, RenderChunks } from './chunk-view.ts'
export { ChunkManifest, chunkFileKey, chunkManifestKey, chunkPrefix, chunksPrefix } from './chunk-manifest.ts'
export { AudioTrack, Canvas, Composition, Edit, EditOutput, VideoTrack } from './edit.ts'
export { textAnimations, type TextAnimation } from './edit-text.ts'
export { CompositionClip } from './edit-composition.ts'
export { mostSequenceFrames, Sequence, SequenceClip } from './edit-sequence.ts'
export type { CaptionWay } from './edit-caption-delivery.ts'
export { CaptionsClip, Cue, SpokenWord } from './edit-captions.ts'
export { AudioClip, fits, ImageClip, ShapeClip, TextClip, textAligns, VideoClip } from './edit-clips.ts'
export {
  BlurEffect,
  ChromaKeyEffect,
  ClipEffect,
  ColorEffect,
  FilmEffect,
  mostEffects,
  LutEffect,
  SharpenEffect,
  VideoEffect,
  VignetteEffect,
  type EffectType,
} from './edit-effects.ts'
export {
  CurvesEffect,
  DuotoneEffect,
  ExposureEffect,
  GrayscaleEffect,
  HueEffect,
  InvertEffect,
  LevelsEffect,
  PosterizeEffect,
  SepiaEffect,
  ThresholdEffect,
  ToneEffect,
  VibranceEffect,
  WhiteBalanceEffect,
  type ChannelLevels,
  type GradeEffect,
} from './edit-grades.ts'
export { DenoiseEffect } from './edit-denoise.ts'
export { GlowEffect } from './edit-glow.ts'
export { StabilizeEffect } from './edit-stabilize.ts'
export { GrainEffect, PixelateEffect } from './edit-stylize.ts'
export { longestFilmSeconds } from './edit-seconds.ts'
export { Animated, Easing, easings, type EasingName } from './edit-easing.ts'
export {
  Ducking,
  fadeCurves,
  GainKeyframe,
  Loudness,
  soundRoles,
  type FadeCurve,
  type SoundRole,
} from './edit-sound.ts'
export { Hdr } from './edit-hdr.ts'
export { DrawnMask, SourceMask, Mask } from './edit-mask.ts'
export { Gradient, LinearGradient, Outline, RadialGradient, Shape } from './edit-shapes.ts'
export {
  audioCurves,
  Transition,
  transitionTypes,
  type AudioCurve,
  type TransitionType,
} from './edit-transition.ts'
export { blendModes, Crop, flips, type BlendMode, type Flip } from './edit-transform.ts'
export { WorkCost } from './work-cost.ts'
