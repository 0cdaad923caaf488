export { assetIdsOf, placesOfAsset } from './assets.ts'
export type { Drawing, DrawnGradient, DrawnOutline, DrawnStop, Paint } from './drawing.ts'
export {
  effectKinds,
  type PlannedBlur,
  type PlannedChromaKey,
  type PlannedColor,
  type PlannedEffect,
  type PlannedSharpen,
  type PlannedVignette,
} from './effects.ts'
export { amplitudeOf } from './decibels.ts'
export type { Curve, Varying } from './curve.ts'
export { kenBurnsReach, type KenBurns } from './ken-burns.ts'
export { familyOf, metricsOfFont, type Font } from './fonts.ts'
export type { FontMetrics } from './font-metrics.ts'
export type { PlannedLut } from './luts.ts'
export type { GainEnvelope, GainPoint } from './gain-envelope.ts'
export type { FontTable } from './font-tables/font-table.ts'
export { pipelineVersion } from './pipeline-version.ts'
export { coversCanvas } from './placement.ts'
export {
  chooseEncoders,
  cpuEncoders,
  isGpuEncoder,
  type EncoderChoice,
  type Encoders,
  type TriedEncoder,
} from './encoders.ts'
export { codecsOf, policyLane } from './resolve-policy.ts'
export { planRender } from './plan.ts'
export {
  presetNamed,
  presets,
  type AudioCodec,
  type Container,
  type Preset,
  type VideoCodec,
} from './presets.ts'
export type { EditProblem, EditWarning, ProblemReason, WarningCode } from './problems.ts'
export type {
  ExpectedOutput,
  ExpectedPicture,
  ExpectedSound,
  PlannedAudio,
  PlannedFilm,
  PlannedGif,
  PlannedLoudness,
  PlannedOutput,
  PlannedPicture,
  PlannedSoundFile,
  PlannedStill,
  VideoRate,
} from './planned-output.ts'
export type { PlannedDucking, PlannedSound, PlannedSoundClip } from './planned-sound.ts'
export type { PlannedSource, PlannedTrack, RenderPlan } from './render-plan.ts'
export { frameLocal, type Reach } from './reach.ts'
export type { PlannedMetadata } from './resolve-metadata.ts'
export { motionReach } from './resolve-motion.ts'
export { transformReach, type Transform } from './resolve-transform.ts'
export { planSmaller } from './size-target.ts'
export { resolveEdit, type Resolution } from './resolve.ts'
export type {
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
export { soundReach } from './sound-reach.ts'
export {
  textReach,
  type ActiveWord,
  type PlannedAnimation,
  type PlannedCue,
  type TextScript,
} from './text-script.ts'
export { transitions, type TransitionKind, type XfadeTransition } from './transitions.ts'
export { checkTemplate, fillTemplate, type Filled, type TemplateProblem } from './template.ts'
