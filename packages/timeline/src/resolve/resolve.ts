import { longestFilmSeconds, type Edit, type Rational } from '@framewright/schemas'
import { resolveMoments } from './clip-moments.ts'
import { resolveCaptionTracks } from './resolve-caption-tracks.ts'
import { filmEffectWork, resolveEffects } from '../picture/effects.ts'
import { hdrWork } from '../picture/hdr.ts'
import { laneOf, skippedWork, workOf } from './lane.ts'
import { lutSources } from '../picture/luts.ts'
import { presetNamed } from '../outputs/presets.ts'
import { refuse, warn, type EditProblem, type EditWarning, type Findings } from './problems.ts'
import type { Assets } from './resolve-assets.ts'
import { resolveDucking } from '../sound/ducking.ts'
import { resolveClips, type ClipContext, type ResolvedClips } from './resolve-clips.ts'
import { checkSides, withoutUnused, eachOnce, openCompositions } from './resolve-compositions.ts'
import { rateOf } from './frame-rate.ts'
import { pictureWork } from './picture-work.ts'
import { groundOf, noteLostAlpha } from './resolve-ground.ts'
import { checkHdrBlends, checkHdrEffects, checkHdrOutputs, resolveHdr } from './resolve-hdr.ts'
import { maskSources } from './resolve-mask.ts'
import { withCopies } from '../outputs/stream-copy.ts'
import { checkLoops } from './resolve-loop.ts'
import { resolveMetadata } from './resolve-metadata.ts'
import { checkPolicy, policyLane } from './resolve-policy.ts'
import { checkSilence, resolveOutputs } from './resolve-outputs.ts'
import type { ResolvedTimeline } from '../resolved-timeline.ts'
import { noteUnusedSequences, openSequences, sequenceSources } from './resolve-sequences.ts'
import { seconds } from './resolve-timing.ts'
import { checkReversed } from './reversed.ts'
import { resolveSlices } from '../slice/open-sources.ts'
import { fontSources } from '../text/font-sources.ts'
import { costOfWork } from './work-cost.ts'

export type Resolution =
  | { readonly ok: true; readonly timeline: ResolvedTimeline; readonly warnings: EditWarning[] }
  | { readonly ok: false; readonly problems: EditProblem[] }

const mostGapWarnings = 20
const lowestRate = 1
const highestRate = 120

/**
 * In comes an edit that fits its schema, and the facts of the assets it names; out goes the same film in absolute frames,
 * or everything that is wrong with it at once. Pure: the same edit and facts give the same answer, here and on a worker.
 */
export function resolveEdit(edit: Edit, assets: Assets): Resolution {
  const findings: Findings = { problems: [], warnings: [] }
  checkCanvas(edit, findings)
  const rate = rateOf(edit.canvas.fps)
  const sequences = openSequences(edit, { assets, findings })
  const compositions = openCompositions(edit, { canvas: edit.canvas, rate, assets, findings, sequences })
  const moments = resolveMoments(edit.tracks, '', { rate, assets, findings, compositions, sequences })
  const nested = { clips: 0, depth: 0 }
  const context = { canvas: edit.canvas, rate, assets, findings, moments, compositions, sequences, nested }
  const tracks = edit.tracks.map((track, at) => ({
    kind: track.kind,
    ...resolveClips(track, `/tracks/${at}`, context),
  }))
  const frameCount = Math.max(0, ...tracks.flatMap(({ timings }) => timings.map(({ endFrame }) => endFrame)))
  checkWhole(edit, frameCount, context)
  checkPolicy(edit, findings)
  checkLoops(edit, assets, findings)
  checkReversed(
    tracks.flatMap(({ reversed }) => reversed),
    findings,
  )
  const wanted = resolveOutputs(edit, { frameCount, rate }, findings)
  const effects = resolveEffects(edit.effects, '', context, frameCount)
  const spans = tracks.flatMap(({ captions }) => captions)
  const captions = resolveCaptionTracks(edit, spans, wanted, rate, findings)
  const metadata = resolveMetadata(edit, findings)
  const ground = groundOf(edit.canvas, findings)
  noteLostAlpha(edit.canvas, wanted, findings)
  const hdr = resolveHdr(edit.canvas, findings)
  checkHdrOutputs(edit.canvas, wanted, findings)
  if (hdr !== undefined) {
    checkHdrEffects(edit.effects, '', findings)
    checkHdrBlends(edit.tracks, '', findings)
  }
  const sounds = tracks.flatMap((track) => track.sounds)
  const ducking = resolveDucking(edit.ducking, sounds, findings)
  const shown = withoutUnused(edit, context)
  noteUnusedSequences(edit, context)
  const pictures = tracks
    .filter((track) => track.pictures.length > 0)
    .map((track) => ({ clips: track.pictures }))
  const { width, height } = edit.canvas
  const shape = { tracks: pictures, frameCount, frameRate: rate, width, height }
  const touching = { ...(hdr === undefined ? {} : { hdr }), ...(effects.length > 0 ? { effects } : {}) }
  const outputs = withCopies(edit, { ...shape, ...touching, outputs: wanted }, assets, findings)
  const film = { ...ground, tracks: pictures, frameCount, frameRate: rate, outputs }
  const slicedAt = resolveSlices(film, assets, findings)
  noteGaps(tracks, frameCount, rate, findings)
  checkSilence(outputs, sounds, findings)
  if (findings.problems.length > 0) return { ok: false, problems: findings.problems }

  const work =
    workOf(edit.canvas, frameCount, outputs) +
    filmEffectWork(effects, edit.canvas, frameCount) +
    hdrWork(hdr, edit.canvas, frameCount) +
    pictureWork(
      tracks.flatMap((track) => track.pictures),
      edit.canvas,
    ) +
    skippedWork(tracks.flatMap(({ skippedPixels }) => skippedPixels))
  const lane = policyLane(edit, laneOf(work))
  const timeline: ResolvedTimeline = {
    frameCount,
    frameRate: rate,
    width,
    height,
    ...ground,
    ...touching,
    ...metadata,
    ...captions,
    tracks: pictures,
    sounds,
    ...(ducking === undefined ? {} : { ducking }),
    sources: eachOnce([
      ...tracks.flatMap(({ sources }) => sources),
      ...lutSources(shown, assets),
      ...maskSources(shown, assets),
      ...fontSources(shown, assets),
      ...sequenceSources(pictures, sequences),
    ]),
    outputs,
    ...(slicedAt === null ? {} : { slicedAt }),
    presets: [...new Set(outputs.map(({ preset }) => preset))],
    class: Math.min(...outputs.map(({ preset }) => presetNamed(preset)?.class ?? 9)),
    lane,
    cost: costOfWork(work, edit.canvas, { outputs, lane }),
  }
  return { ok: true, timeline, warnings: findings.warnings }
}

function checkCanvas({ canvas }: Edit, findings: Findings): void {
  checkSides(canvas, '/canvas', findings)
  const { num, den } = rateOf(canvas.fps)
  if (num >= lowestRate * den && num <= highestRate * den) return
  refuse(
    findings,
    'FRAME_RATE',
    '/canvas/fps',
    `${num}/${den} frames a second are not among ${lowestRate} to ${highestRate}`,
    `Use ${lowestRate} to ${highestRate}; NTSC film is {"num": 24000, "den": 1001}.`,
  )
}

function checkWhole(edit: Edit, frameCount: number, { rate, findings }: ClipContext): void {
  if (edit.tracks.every(({ clips }) => clips.length === 0)) {
    refuse(findings, 'TIMELINE_EMPTY', '/tracks', 'there is no clip on any track', 'Add a clip to a track.')
  }
  if (frameCount * rate.den > longestFilmSeconds * rate.num) {
    refuse(
      findings,
      'FILM_TOO_LONG',
      '/tracks',
      `the film is ${seconds(frameCount, rate)} long`,
      `Make it ${longestFilmSeconds / 3600} hours at most, or render it in parts.`,
    )
  }
}

/** Where no track shows anything. */
function noteGaps(
  tracks: readonly { readonly kind: string; readonly timings: ResolvedClips['timings'] }[],
  frameCount: number,
  rate: Rational,
  findings: Findings,
): void {
  const shown = tracks
    .flatMap(({ kind, timings }) => (kind === 'video' ? timings.filter(({ isUnseen }) => !isUnseen) : []))
    .sort((a, b) => a.startFrame - b.startFrame)
  let covered = 0
  let gaps = 0
  for (const { startFrame, endFrame } of [...shown, { startFrame: frameCount, endFrame: frameCount }]) {
    if (startFrame > covered && ++gaps <= mostGapWarnings) {
      const span = `from ${seconds(covered, rate)} to ${seconds(startFrame, rate)}`
      warn(findings, 'GAP_SHOWS_BACKGROUND', '/tracks', `${span} there is nothing but the background`)
    }
    covered = Math.max(covered, endFrame)
  }
}
