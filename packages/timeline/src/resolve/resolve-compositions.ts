import type { Composition, Edit } from '@framewright/schemas'
import { framesOf } from './exact-time.ts'
import { resolveMoments } from './clip-moments.ts'
import { runsOf, type PlannedComposition } from '../picture/nested.ts'
import { refuse, warn } from './problems.ts'
import { resolveClips, type ClipContext, type ResolvedClips } from './resolve-clips.ts'
import { groundOf } from './resolve-ground.ts'
import { checkHdrBlends, isHdrWithin } from './resolve-hdr.ts'
import type { Source } from '../resolved-timeline.ts'

/** A composition in frames of its own, and what comes with it wherever it is shown. */
export interface ResolvedComposition extends Pick<
  ResolvedClips,
  'sounds' | 'captions' | 'sources' | 'skippedPixels' | 'reversed'
> {
  readonly composition: PlannedComposition
  /** With those of the compositions in it, as often as they are shown. */
  readonly clipCount: number
  /** How many compositions lie within each other. */
  readonly depth: number
}

export interface Compositions {
  /** Resolved when it is asked for first. */
  named(name: string): ResolvedComposition | 'unknown' | 'circular'
  /** Of those that have been asked for. */
  readonly used: ReadonlySet<string>
}

/** Each use of a composition is composed by itself: so many clips within compositions at most, as often as they are shown. */
export const mostNestedClips = 1000
export const deepest = 8

export function openCompositions(
  edit: Edit,
  context: Pick<ClipContext, 'canvas' | 'rate' | 'assets' | 'findings' | 'sequences'>,
): Compositions {
  const own = edit.compositions ?? {}
  const known = new Map<string, ResolvedComposition>()
  const underWay = new Set<string>()
  const compositions: Compositions = {
    named(name) {
      const composition = Object.hasOwn(own, name) ? own[name] : undefined
      if (composition === undefined) return 'unknown'
      if (underWay.has(name)) return 'circular'
      let resolved = known.get(name)
      if (resolved !== undefined) return resolved
      underWay.add(name)
      resolved = resolveComposition(composition, `/compositions/${name}`, context, compositions)
      underWay.delete(name)
      known.set(name, resolved)
      return resolved
    },
    get used() {
      return new Set(known.keys())
    },
  }
  return compositions
}

function resolveComposition(
  own: Composition,
  pointer: string,
  {
    canvas: film,
    rate,
    assets,
    findings,
    sequences,
  }: Pick<ClipContext, 'canvas' | 'rate' | 'assets' | 'findings' | 'sequences'>,
  compositions: Compositions,
): ResolvedComposition {
  const { width = film.width, height = film.height, background = 'transparent', tracks } = own
  const canvas = { width, height, fps: film.fps, background, ...(film.hdr && { hdr: film.hdr }) }
  checkSides(canvas, pointer, findings)
  const moments = resolveMoments(tracks, pointer, { rate, assets, findings, compositions, sequences })
  const nested = { clips: 0, depth: 0 }
  const context = { canvas, rate, assets, findings, moments, compositions, sequences, nested }
  const resolved = tracks.map((track, at) => resolveClips(track, `${pointer}/tracks/${at}`, context))
  if (tracks.every(({ clips }) => clips.length === 0))
    refuse(
      findings,
      'TIMELINE_EMPTY',
      `${pointer}/tracks`,
      'there is no clip on any track',
      'Add a clip to a track.',
    )
  const frameCount = Math.max(
    0,
    ...resolved.flatMap(({ timings }) => timings.map(({ endFrame }) => endFrame)),
  )
  const isHdr = isHdrWithin(
    canvas,
    resolved.flatMap(({ pictures }) => pictures),
  )
  if (isHdr) checkHdrBlends(tracks, pointer, findings)
  return {
    composition: {
      ...{ width, height, frameCount },
      ...groundOf(canvas, findings, `${pointer}/background`),
      ...(isHdr ? { isHdr } : {}),
      tracks: resolved.filter(({ pictures }) => pictures.length > 0).map(({ pictures }) => runsOf(pictures)),
    },
    sounds: resolved.flatMap(({ sounds }) => sounds),
    captions: resolved.flatMap(({ captions }) => captions),
    sources: eachOnce(resolved.flatMap(({ sources }) => sources)),
    skippedPixels: resolved.flatMap(({ skippedPixels }) => skippedPixels),
    reversed: resolved.flatMap(({ reversed }) => reversed),
    clipCount: nested.clips + tracks.reduce((sum, { clips }) => sum + clips.length, 0),
    depth: nested.depth + 1,
  }
}

/** The edit as it is shown. What is wrong with a composition is told also where no clip shows it. */
export function withoutUnused(edit: Edit, { compositions, findings }: ClipContext): Edit {
  if (edit.compositions === undefined) return edit
  const { used } = compositions
  for (const name of Object.keys(edit.compositions)) {
    if (used.has(name)) continue
    warn(findings, 'COMPOSITION_UNUSED', `/compositions/${name}`, 'no clip that is shown shows it')
    compositions.named(name)
  }
  const own = Object.entries(edit.compositions)
  return { ...edit, compositions: Object.fromEntries(own.filter(([name]) => used.has(name))) }
}

export function checkSides(
  canvas: { readonly width: number; readonly height: number },
  pointer: string,
  findings: ClipContext['findings'],
): void {
  for (const side of ['width', 'height'] as const) {
    const size = canvas[side]
    if (size % 2 === 0 && size >= 16 && size <= 8192) continue
    const near = Math.min(8192, Math.max(16, 2 * Math.round(size / 2)))
    refuse(
      findings,
      'CANVAS_SIZE',
      `${pointer}/${side}`,
      `${size} is not an even number from 16 to 8192`,
      `Use ${near}.`,
    )
  }
}

/** By content: two assets with the same bytes are read from the same file. */
export function eachOnce(sources: readonly Source[]): Source[] {
  return [...new Map(sources.map((source) => [source.sha256, source])).values()]
}

/** How many frames of a composition are left from where a clip begins in it; below 1 for none. */
export const framesLeft = (
  clip: { readonly in?: number },
  { composition }: ResolvedComposition,
  rate: ClipContext['rate'],
): number => composition.frameCount - framesOf(clip.in ?? 0, rate)
