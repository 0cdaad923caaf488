import type { Edit, Moment, Rational } from '@framewright/schemas'
import { heardBy } from '../sound/audio-track.ts'
import { endFrameOf, framesOf } from './exact-time.ts'
import { refuse, type Findings } from './problems.ts'
import { lengthOf, type Assets } from './resolve-assets.ts'
import { framesLeft, type Compositions } from './resolve-compositions.ts'
import { isFrozen } from './resolve-motion.ts'
import { asVideo, type Sequences } from './resolve-sequences.ts'

/** Where a clip that goes by others starts and ends, as far as it says so; null: it cannot be told, which is reported. */
export interface ClipMoments {
  readonly startFrame?: number | null
  readonly endFrame?: number | null
}
/** By the pointer of the clip. */
export type Moments = ReadonlyMap<string, ClipMoments>

type Clip = Edit['tracks'][number]['clips'][number]
interface Node {
  readonly clip: Clip
  readonly pointer: string
  readonly before: Node | null
  readonly sounds: 'picture' | 'sound'
}
interface Context {
  readonly rate: Rational
  readonly assets: Assets
  readonly findings: Findings
  readonly compositions: Compositions
  readonly sequences: Sequences
}
type Tracks = readonly { readonly kind: 'video' | 'audio'; readonly clips: readonly Clip[] }[]

/**
 * The times of clips that go by other clips or by the end of the film. A start and an end are each worked out once, when
 * they are asked for; one that asks for itself, by whatever way, is a circle and refused. The film ends with the last of
 * the clips that do not themselves last until its end.
 */
export function resolveMoments(tracks: Tracks, base: string, context: Context): Moments {
  const { rate, assets, findings, compositions, sequences } = context
  const nodes = tracks.flatMap(({ kind, clips }, track) => {
    let before: Node | null = null
    return clips.map((clip, at): Node => {
      const sounds = kind === 'audio' ? 'sound' : 'picture'
      return (before = { clip, pointer: `${base}/tracks/${track}/clips/${at}`, before, sounds })
    })
  })
  const named = namesOf(nodes, findings)
  const known = new Map<string, number | null>()
  const underWay = new Set<string>()
  // Whatever is wrong with a length is reported where the clip itself is resolved.
  const elsewhere: Findings = { problems: [], warnings: [] }

  function once(key: string, pointer: string, find: () => number | null): number | null {
    const found = known.get(key)
    if (found !== undefined) return found
    if (underWay.has(key)) {
      refuse(
        findings,
        'CLIP_REFERENCES_CIRCULAR',
        pointer,
        'to tell this time one would have to know it already: the clips go by each other in a circle',
        'Give one of them a start or a duration in seconds.',
      )
      return null
    }
    underWay.add(key)
    const value = find()
    underWay.delete(key)
    known.set(key, value)
    return value
  }

  function startOf({ clip, pointer, before }: Node): number | null {
    return once(`${pointer} start`, `${pointer}/start`, () => {
      const { start = 'auto' } = clip
      if (typeof start === 'number') return framesOf(start, rate)
      if (start !== 'auto') return momentOf(start, `${pointer}/start`)
      const endBefore = before === null ? 0 : endOf(before)
      return endBefore === null ? null : endBefore - framesOf(clip.transition?.duration ?? 0, rate)
    })
  }

  function endOf(node: Node): number | null {
    const { clip, pointer } = node
    return once(`${pointer} end`, `${pointer}/duration`, () => {
      const { duration = 'media', start } = clip
      if (duration === 'end') return filmEnd(`${pointer}/duration`)
      if (typeof duration === 'object') return momentOf(duration, `${pointer}/duration`)
      if (typeof duration === 'number' && typeof start === 'number') return endFrameOf(start, duration, rate)
      const startFrame = startOf(node)
      const length = typeof duration === 'number' ? framesOf(duration, rate) : mediaFrames(node)
      return startFrame === null || length === null ? null : startFrame + length
    })
  }

  function mediaFrames({ clip, pointer, sounds }: Node): number | null {
    if (clip.type === 'composition') {
      const found = compositions.named(clip.composition)
      return typeof found === 'string' ? null : framesLeft(clip, found, rate)
    }
    if (clip.type === 'sequence') {
      const found = sequences.named(clip.sequence)
      if (found === null || found === 'unknown' || clip.freeze) return null
      const { facts } = found
      return lengthOf(asVideo(clip), facts, 'picture', pointer, rate, elsewhere)?.frames ?? null
    }
    const facts = 'asset' in clip ? assets.get(clip.asset ?? '') : undefined
    if (facts === undefined || (clip.type !== 'video' && clip.type !== 'audio') || isFrozen(clip)) return null
    const heard = heardBy(clip, facts)
    if (heard === null) return null
    const length = lengthOf(clip, heard, sounds, pointer, rate, elsewhere)
    return length?.frames ?? null
  }

  function momentOf({ clip, edge, offset = 0 }: Moment, pointer: string): number | null {
    const node = named.get(clip)
    if (node === undefined) {
      const names = named.size === 0 ? 'No clip has one.' : `There are: ${[...named.keys()].join(', ')}.`
      const message = `no clip has the id "${clip}"`
      refuse(findings, 'CLIP_REFERENCE_UNKNOWN', `${pointer}/clip`, message, `Use the id of a clip. ${names}`)
      return null
    }
    const frame = edge === 'start' ? startOf(node) : endOf(node)
    if (frame === null) return null
    const moment = frame + framesOf(offset, rate)
    if (moment >= 0) return moment
    const message = 'that is before the film begins'
    refuse(findings, 'MOMENT_BEFORE_FILM', `${pointer}/offset`, message, 'Use a larger offset.')
    return null
  }

  function filmEnd(pointer: string): number | null {
    return once('film end', pointer, () => {
      const ends = nodes.filter(({ clip }) => clip.duration !== 'end').map(endOf)
      return Math.max(0, ...ends.map((end) => end ?? 0))
    })
  }

  return new Map(
    nodes.flatMap((node): [string, ClipMoments][] => {
      const { start, duration } = node.clip
      const isStart = typeof start === 'object'
      const isEnd = typeof duration === 'object' || duration === 'end'
      if (!isStart && !isEnd) return []
      const moments = {
        ...(isStart ? { startFrame: startOf(node) } : {}),
        ...(isEnd ? { endFrame: endOf(node) } : {}),
      }
      return [[node.pointer, moments]]
    }),
  )
}

function namesOf(nodes: readonly Node[], findings: Findings): Map<string, Node> {
  const named = new Map<string, Node>()
  for (const node of nodes) {
    const { id } = node.clip
    if (id === undefined) continue
    if (named.has(id))
      refuse(
        findings,
        'CLIP_ID_TAKEN',
        `${node.pointer}/id`,
        `the clip at ${named.get(id)?.pointer} has the id "${id}" too`,
        'Give each clip an id of its own.',
      )
    else named.set(id, node)
  }
  return named
}
