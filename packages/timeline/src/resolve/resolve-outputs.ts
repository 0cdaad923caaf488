import type { Edit, EditOutput } from '@framewright/schemas'
import { checkLimits, type FilmLength } from '../outputs/output-limits.ts'
import { loudnessOf } from '../sound/loudness.ts'
import { channelsOf } from '../sound/output-channels.ts'
import { evenSize, pictureIn, type Size } from './placement.ts'
import {
  presetNamed,
  presets,
  type CaptionsPreset,
  type PicturePreset,
  type Preset,
  type SoundPreset,
  type VideoCodec,
} from '../outputs/presets.ts'
import { refuse, type Findings } from './problems.ts'
import { rateControlOf } from '../outputs/rate-control.ts'
import { stillFrameOf } from '../outputs/still-frame.ts'
import { ladderOf } from '../outputs/ladder.ts'
import { spriteOf } from '../outputs/sprite.ts'
import { knownTag } from './resolve-caption-tracks.ts'
import type { ResolvedOutput, ResolvedPicture, ResolvedSidecar, ResolvedSound } from '../resolved-timeline.ts'

const smallestSide = 16
/**
 * libx265 3.5 writes past its buffers in the lookahead when a picture is narrower (seen under valgrind), and libsvtav1
 * refuses it.
 */
const smallestSideOf: Readonly<Partial<Record<VideoCodec, number>>> = { hevc: 64, av1: 64 }
const longestSide = 8192

export function resolveOutputs(edit: Edit, film: FilmLength, findings: Findings): ResolvedOutput[] {
  const taken = new Map<string, number>()
  return edit.outputs.flatMap((output, at): ResolvedOutput[] => {
    const pointer = `/outputs/${at}`
    // Also on a file system that does not tell A from a.
    const first = taken.get(output.name.toLowerCase())
    if (first === undefined) taken.set(output.name.toLowerCase(), at)
    else {
      refuse(
        findings,
        'OUTPUT_NAME_TAKEN',
        `${pointer}/name`,
        `the output at /outputs/${first} is called ${output.name} already`,
        'Give each output a name of its own.',
      )
    }
    const preset = presetNamed(output.preset)
    if (preset === undefined) {
      const names = presets.map(({ name }) => name).join(', ')
      refuse(
        findings,
        'PRESET_UNKNOWN',
        `${pointer}/preset`,
        `there is no preset ${output.preset}`,
        `Use one of ${names}.`,
      )
      return []
    }
    if (isSidecarPreset(preset)) return [resolveSidecar(output, preset, edit, film, pointer, findings)]
    refuseLanguage(output, preset, pointer, findings)
    return preset.video === null
      ? [resolveSound(output, preset, edit, film, pointer, findings)]
      : [resolvePicture(output, preset, edit, film, pointer, findings)]
  })
}

function resolvePicture(
  output: EditOutput,
  preset: PicturePreset,
  edit: Edit,
  film: FilmLength,
  pointer: string,
  findings: Findings,
): ResolvedPicture {
  const { canvas } = edit
  const size = sizeOf(output, preset, canvas)
  checkSize(output, preset.video.codec, size, pointer, findings)
  checkLimits(preset, { size, ...film }, pointer, findings)
  return {
    name: output.name,
    preset: preset.name,
    ...size,
    picture: pictureIn(size, canvas),
    ...rateControlOf(output, preset, film, pointer, findings),
    ...ladderOf(output, preset, size, canvas, film, pointer, findings),
    ...stillFrameOf(output, preset, film, `${pointer}/at`, findings),
    ...spriteOf(output, preset, film, `${pointer}/interval`, findings),
    ...loudnessOf(output, edit, preset, `${pointer}/loudness`, findings),
    ...channelsOf(output, preset, `${pointer}/channels`, findings),
  }
}

function resolveSound(...given: WithoutPicture<SoundPreset>): ResolvedSound {
  const [{ name }, preset] = given
  return { name, preset: preset.name, picture: null, ...withoutPicture(...given) }
}

function resolveSidecar(...given: WithoutPicture<CaptionsPreset>): ResolvedSidecar {
  const [output, preset, , , pointer, findings] = given
  withoutPicture(...given)
  const { name, language } = output
  const tag = language === undefined ? null : knownTag(language, pointer, findings)
  return {
    ...{ name, preset: preset.name, picture: null, isSidecar: true },
    ...(tag === null ? {} : { language: tag }),
  }
}

const isSidecarPreset = (preset: Preset): preset is CaptionsPreset =>
  preset.video === null && preset.audio === null

function refuseLanguage(
  { language }: EditOutput,
  { name }: Preset,
  pointer: string,
  findings: Findings,
): void {
  if (language === undefined) return
  const message = `an output of the preset ${name} has all languages that there are`
  const remedy = 'Leave it out, or use captions_srt or captions_vtt.'
  refuse(findings, 'LANGUAGE_WITHOUT_CAPTIONS', `${pointer}/language`, message, remedy)
}

type WithoutPicture<Own extends Preset> = [
  output: EditOutput,
  preset: Own,
  edit: Edit,
  film: FilmLength,
  pointer: string,
  findings: Findings,
]

function withoutPicture(
  ...[output, preset, edit, film, pointer, findings]: WithoutPicture<SoundPreset | CaptionsPreset>
): Pick<ResolvedSound, 'loudness' | 'channels'> {
  for (const side of ['width', 'height'] as const) {
    if (output[side] === undefined) continue
    const message = `the preset ${preset.name} has no picture`
    refuse(findings, 'OUTPUT_SIZE', `${pointer}/${side}`, message, 'Leave it out, or use another preset.')
  }
  rateControlOf(output, preset, film, pointer, findings)
  stillFrameOf(output, preset, film, `${pointer}/at`, findings)
  spriteOf(output, preset, film, `${pointer}/interval`, findings)
  const loudness = loudnessOf(output, edit, preset, `${pointer}/loudness`, findings)
  const channels = channelsOf(output, preset, `${pointer}/channels`, findings)
  return { ...loudness, ...channels }
}

/** Of outputs that are sound alone. Told only of an edit that is right otherwise: what is refused may have been the sound. */
export function checkSilence(
  outputs: readonly ResolvedOutput[],
  sounds: readonly unknown[],
  findings: Findings,
): void {
  if (sounds.length > 0 || findings.problems.length > 0) return
  for (const [at, output] of outputs.entries()) {
    const { preset, picture } = output
    if (picture !== null || 'isSidecar' in output) continue
    refuse(
      findings,
      'OUTPUT_WITHOUT_SOUND',
      `/outputs/${at}/preset`,
      `the film has no sound, and ${preset} is nothing else`,
      'Leave the output out, or add a clip with sound that is not muted.',
    )
  }
}

function sizeOf({ width, height }: EditOutput, preset: PicturePreset, canvas: Size): Size {
  if (width !== undefined && height !== undefined) return { width, height }
  if (width !== undefined) return { width, height: evenSize((width * canvas.height) / canvas.width) }
  if (height !== undefined) return { width: evenSize((height * canvas.width) / canvas.height), height }
  if (preset.size.kind === 'fixed') return { width: preset.size.width, height: preset.size.height }
  const { kind, longestSide: long, shortestSide: short } = preset.size
  const factor = Math.min(
    kind === 'canvas' ? 1 : Infinity,
    long / Math.max(canvas.width, canvas.height),
    short / Math.min(canvas.width, canvas.height),
  )
  return { width: evenSize(canvas.width * factor), height: evenSize(canvas.height * factor) }
}

function checkSize(
  output: EditOutput,
  codec: VideoCodec,
  size: Size,
  pointer: string,
  findings: Findings,
): void {
  const sides = [size.width, size.height]
  const smallest = smallestSideOf[codec] ?? smallestSide
  if (sides.every((side) => side % 2 === 0 && side >= smallest && side <= longestSide)) return
  refuse(
    findings,
    'OUTPUT_SIZE',
    output.width === undefined && output.height !== undefined ? `${pointer}/height` : `${pointer}/width`,
    `the output would be ${size.width}x${size.height}`,
    `Use even numbers from ${smallest} to ${longestSide}.`,
  )
}
