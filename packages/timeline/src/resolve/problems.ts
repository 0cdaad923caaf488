/** What is wrong with an edit that fits its schema: where, what, and what to do about it. */
export interface EditProblem {
  readonly code: 'EDIT_INVALID' | 'ASSET_UNKNOWN' | 'PRESET_UNKNOWN'
  readonly reason: ProblemReason
  /** JSON pointer (RFC 6901) into the edit. */
  readonly pointer: string
  readonly message: string
  readonly remedy: string
}

export type ProblemReason =
  | 'ASSET_UNKNOWN'
  | 'ASSET_KIND_MISMATCH'
  | 'ASSET_WITHOUT_SOUND'
  | 'AUDIO_TRACK_UNKNOWN'
  | 'SOUND_CHANNELS_UNKNOWN'
  | 'ASSET_FORMAT_UNSUPPORTED'
  | 'ASSET_DURATION_UNKNOWN'
  | 'CANVAS_SIZE'
  | 'FRAME_RATE'
  | 'TIMELINE_EMPTY'
  | 'FILM_TOO_LONG'
  | 'TOO_MANY_CLIPS'
  | 'CLIP_TOO_SHORT'
  | 'CLIP_BEYOND_ASSET'
  | 'SPEED_INVALID'
  | 'LOOP_INVALID'
  | 'REVERSE_TOO_LONG'
  | 'FREEZE_WITHOUT_DURATION'
  | 'FREEZE_CONFLICT'
  | 'ENCODER_WITHOUT_OUTPUT'
  | 'CLIP_ID_TAKEN'
  | 'CLIP_REFERENCE_UNKNOWN'
  | 'CLIP_REFERENCES_CIRCULAR'
  | 'MOMENT_BEFORE_FILM'
  | 'STABILIZE_CONFLICT'
  | 'STABILIZE_TOO_LONG'
  | 'TRACK_EFFECTS_BLEND'
  | 'COMPOSITION_UNKNOWN'
  | 'SEQUENCE_UNKNOWN'
  | 'SEQUENCE_MIXED'
  | 'IN_WITHOUT_VIDEO'
  | 'COMPOSITIONS_CIRCULAR'
  | 'COMPOSITIONS_TOO_LARGE'
  | 'CLIPS_OVERLAP'
  | 'CLIPS_OUT_OF_ORDER'
  | 'FADES_TOO_LONG'
  | 'KEYFRAMES_OUT_OF_ORDER'
  | 'KEYFRAMES_TOO_MANY'
  | 'EASING_INVALID'
  | 'KEN_BURNS_WITH_BLUR'
  | 'TRANSITION_WITHOUT_NEIGHBOUR'
  | 'TRANSITION_TOO_LONG'
  | 'TRANSITION_TOO_SHORT'
  | 'TRANSITION_MISMATCH'
  | 'PICTURE_TOO_LARGE'
  | 'CROP_TOO_LARGE'
  | 'CROP_CANNOT_MOVE'
  | 'TEXT_INVALID'
  | 'GLYPH_MISSING'
  | 'FONT_WEIGHT'
  | 'FONT_STYLE'
  | 'SHAPE_INVISIBLE'
  | 'GRADIENT_STOPS'
  | 'CAPTIONS_SOURCE'
  | 'CUE_TIME'
  | 'SUBTITLES_INVALID'
  | 'CAPTIONS_EMPTY'
  | 'CAPTIONS_TRACK'
  | 'CAPTIONS_WITHOUT_OUTPUT'
  | 'OUTPUT_WITHOUT_CAPTIONS'
  | 'LANGUAGE_UNKNOWN'
  | 'LANGUAGE_WITHOUT_CAPTIONS'
  | 'KEY_COLOR_GRAY'
  | 'LEVELS_INVALID'
  | 'CURVE_POINTS'
  | 'HDR_LIGHT'
  | 'HDR_WITH_ALPHA'
  | 'EFFECT_WITH_HDR'
  | 'MOTION_WITH_HDR'
  | 'BLEND_WITH_HDR'
  | 'PRESET_UNKNOWN'
  | 'OUTPUT_NAME_TAKEN'
  | 'OUTPUT_SIZE'
  | 'CRF_OUT_OF_RANGE'
  | 'CRF_WITH_BITRATE'
  | 'BITRATE_OUT_OF_RANGE'
  | 'BITRATE_WITH_SIZE'
  | 'SIZE_TOO_SMALL'
  | 'PASSES_WITHOUT_RATE'
  | 'OUTPUT_WITHOUT_SOUND'
  | 'LOUDNESS_WITHOUT_SOUND'
  | 'CHANNELS_WITHOUT_SOUND'
  | 'STILL_BEYOND_FILM'
  | 'AT_WITHOUT_STILL'
  | 'INTERVAL_WITHOUT_SPRITE'
  | 'SPRITE_TOO_LARGE'
  | 'LADDER_RATE'
  | 'OUTPUT_TOO_SHORT'
  | 'OUTPUT_TOO_LONG'
  | 'OUTPUT_FRAME_RATE'

/** Something that is allowed, and probably not meant. */
export interface EditWarning {
  readonly pointer: string
  readonly code: WarningCode
  readonly message: string
}

export type WarningCode =
  | 'GAP_SHOWS_BACKGROUND'
  | 'SOURCE_UPSCALED'
  | 'AUDIO_MISSING'
  | 'ASSET_DURATION_UNKNOWN'
  | 'CLIP_OUT_OF_SIGHT'
  | 'EFFECT_CHANGES_NOTHING'
  | 'TRANSPARENCY_LOST'
  | 'HDR_TONE_MAPPED'
  | 'SPEED_RAMP_SILENT'
  | 'FONT_EMBEDDING_RESTRICTED'
  | 'GLYPH_FROM_OTHER_FONT'
  | 'COPY_IMPOSSIBLE'
  | 'COMPOSITION_UNUSED'
  | 'SEQUENCE_UNUSED'
  | 'CAPTIONS_LOST'

/** What a resolution gathers on its way: it goes on after a problem, so that all of them are told at once. */
export interface Findings {
  readonly problems: EditProblem[]
  readonly warnings: EditWarning[]
}

export function refuse(
  findings: Findings,
  reason: ProblemReason,
  pointer: string,
  message: string,
  remedy: string,
): void {
  const code = reason === 'ASSET_UNKNOWN' || reason === 'PRESET_UNKNOWN' ? reason : 'EDIT_INVALID'
  findings.problems.push({ code, reason, pointer, message, remedy })
}

export function warn(findings: Findings, code: WarningCode, pointer: string, message: string): void {
  findings.warnings.push({ pointer, code, message })
}
