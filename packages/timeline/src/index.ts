export { assetIdsOf, placesOfAsset } from './resolve/assets.ts'
export type { Drawing, DrawnGradient, DrawnOutline, DrawnStop, Paint } from './picture/drawing.ts'
export {
  effectKinds,
  firstMoving,
  kindOf,
  type PlainEffect,
  type PlannedBlur,
  type PlannedChromaKey,
  type PlannedColor,
  type PlannedDenoise,
  type PlannedEffect,
  type PlannedGlow,
  type PlannedGrain,
  type PlannedPixelate,
  type PlannedSharpen,
  type PlannedVignette,
} from './picture/effects.ts'
export type {
  CurvePoints,
  PlannedCurves,
  PlannedDuotone,
  PlannedGrade,
  PlannedLevels,
} from './picture/grades.ts'
export { amplitudeOf } from './sound/decibels.ts'
export type { Curve, Varying } from './picture/curve.ts'
export { hidesAll } from './picture/hides-all.ts'
export type { Mastering, PlannedHdr } from './picture/hdr.ts'
export { kenBurnsReach, type KenBurns } from './picture/ken-burns.ts'
export { clustersOf } from './text/clusters.ts'
export { familyOf, heightOf, type Font, type FontHeight } from './text/fonts.ts'
export { isNoto } from './text/noto-fonts.ts'
export type { OtherFont } from './text/text-fonts.ts'
export { metricsOf, type FontMetrics } from './text/font-metrics.ts'
export type { PlannedMix, PlannedSteps } from './picture/keyed-effects.ts'
export type { PlannedLut } from './picture/luts.ts'
export { cameraMotion, type FrameMotion, type MovedField } from './picture/camera-motion.ts'
export { framesAround, type PlannedStabilize } from './picture/stabilize.ts'
export { steadied } from './picture/steady-path.ts'
export { clipsIn, everyClip, type PlannedComposition } from './picture/nested.ts'
export { lumaWipeReach, type LumaWipe } from './picture/luma-wipe.ts'
export { takenAt, type PlannedSequence, type ShownVideo } from './picture/sequence.ts'
export { movedOverSize, movingCropReach, type CropWindow } from './picture/moving-crop.ts'
export { type BorderRadius, type RadiusStep } from './picture/round-corners.ts'
export {
  maskDrawing,
  maskOf,
  maskReach,
  maskVideoOf,
  type MaskVideo,
  type PlannedMask,
  type SteppedMask,
} from './picture/mask.ts'
export type { GainEnvelope, GainPoint } from './sound/gain-envelope.ts'
export type { FontTable } from './text/font-tables/font-table.ts'
export { pipelineVersion } from './pipeline-version.ts'
export { ofVersion, pipelineOf, PipelineUnknown, versionFor, type Pipeline } from './pipelines.ts'
export {
  chooseEncoders,
  cpuEncoders,
  isGpuEncoder,
  type EncoderChoice,
  type Encoders,
  type TriedEncoder,
} from './outputs/encoders.ts'
export { codecsOf, policyLane } from './resolve/resolve-policy.ts'
export { planRender } from './plan.ts'
export {
  presetNamed,
  presets,
  type AudioCodec,
  type Container,
  type Preset,
  type VideoCodec,
} from './outputs/presets.ts'
export type { EditProblem, EditWarning, ProblemReason, WarningCode } from './resolve/problems.ts'
export type {
  ExpectedOutput,
  ExpectedPicture,
  ExpectedSidecar,
  ExpectedSound,
  PlannedAudio,
  PlannedFilm,
  PlannedGif,
  PlannedLadder,
  PlannedLoudness,
  PlannedOutput,
  PlannedPicture,
  PlannedSidecar,
  PlannedSoundFile,
  PlannedSprite,
  PlannedStill,
  VideoRate,
} from './outputs/planned-output.ts'
export type {
  PlannedDucking,
  PlannedSound,
  PlannedSoundClip,
  PlannedSoundSpan,
} from './sound/planned-sound.ts'
export type { PlannedSource, PlannedTrack, RenderPlan } from './render-plan.ts'
export { frameLocal, type Reach } from './reach.ts'
export type { PlannedMetadata } from './resolve/resolve-metadata.ts'
export { atEndReach } from './resolve/resolve-loop.ts'
export { motionReach } from './resolve/resolve-motion.ts'
export { transformReach, type Transform } from './resolve/resolve-transform.ts'
export { framesIn } from './slice/frame-span.ts'
export { chunkAt, chunkKey, chunksOf, type Chunk, type ChunkedPlan, type Chunking } from './chunks.ts'
export { bordersOf, cutsOf, spanAround } from './slice/borders.ts'
export { slicePlan } from './slice/slice-plan.ts'
export { spansBetween, type FrameSpan } from './slice/frame-span.ts'
export { planWithoutCopies, type StreamCopy } from './outputs/stream-copy.ts'
export { encodedPictures } from './outputs/encoded-pictures.ts'
export { candidatesOf, postersOf } from './outputs/poster-candidates.ts'
export { sheetCountOf, sheetName, spriteTrack } from './outputs/sprite.ts'
export { planSmaller } from './outputs/size-target.ts'
export { resolveEdit, type Resolution } from './resolve/resolve.ts'
export type {
  ClipPart,
  CompositionPicture,
  Contained,
  ImagePicture,
  PictureClip,
  Placement,
  ResolvedOutput,
  ResolvedTimeline,
  ShapePicture,
  SoundClip,
  TextPicture,
  VideoPicture,
} from './resolved-timeline.ts'
export { srtForMuxing, srtText, vttText } from './text/caption-files.ts'
export type { CaptionTrack } from './text/caption-tracks.ts'
export type { ExpectedCaptions } from './outputs/planned-captions.ts'
export { readSubtitles, subtitleFormatOf } from './text/subtitle-file.ts'
export { divisor, type SoundPiece, type SoundRamp } from './sound/sound-ramp.ts'
export { isSameSound } from './sound/same-sound.ts'
export { soundAlone } from './sound/sound-alone.ts'
export { soundReach } from './sound/sound-reach.ts'
export {
  textReach,
  type ActiveWord,
  type PlannedAnimation,
  type PlannedCue,
  type TextScript,
} from './text/text-script.ts'
export { transitions, type TransitionKind, type XfadeTransition } from './picture/transitions.ts'
export { exponential, logarithm, power } from './exact-power.ts'
export { directionOf } from './picture/angle.ts'
export { checkTemplate, fillTemplate, type Filled, type TemplateProblem } from './template.ts'
