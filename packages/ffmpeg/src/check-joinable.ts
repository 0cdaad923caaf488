import { encodedPictures, type RenderPlan } from '@framewright/timeline'
import type { ChunkFiles } from './assembly-command.ts'
import { ChunksUnlike } from './errors.ts'
import { isFilm } from './join-slices.ts'
import { readCodecHeader, type CodecHeader } from './probe/codec-header.ts'

/**
 * Whether the films in the chunks of a plan can be joined as they are encoded: a joined film has one header, by which all
 * of it is decoded. Throws ChunksUnlike with every chunk that says otherwise than most of its film.
 */
export async function checkJoinable(plan: RenderPlan, chunks: readonly ChunkFiles[]): Promise<void> {
  const complaints: string[] = []
  const odd = new Set<number>()
  for (const [at, picture] of encodedPictures(plan).entries()) {
    if (!isFilm(picture)) continue
    const slices: Slice[] = []
    for (const [number, { kind, paths }] of chunks.entries()) {
      if (kind !== 'pictures') continue
      slices.push({ number, header: await readCodecHeader(paths.get(String(at)) ?? '') })
    }
    const usual = mostCommon(slices)
    for (const { number, header } of slices) {
      const unlike = differences(header, usual)
      if (unlike.length > 0) odd.add(number)
      complaints.push(...unlike.map((what) => `${picture.name}: chunk ${number} ${what}`))
    }
  }
  if (complaints.length > 0) throw new ChunksUnlike(complaints, [...odd])
}

interface Slice {
  readonly number: number
  /** Null: it is no film that can be joined. */
  readonly header: CodecHeader | null
}

/** Of two that are as common, the first. */
function mostCommon(slices: readonly Slice[]): CodecHeader {
  const found = new Map<string, { readonly header: CodecHeader; count: number }>()
  for (const { header } of slices) {
    if (header === null) continue
    const text = JSON.stringify([...header])
    const same = found.get(text)
    if (same === undefined) found.set(text, { header, count: 1 })
    else same.count += 1
  }
  const [usual] = [...found.values()].sort((one, other) => other.count - one.count)
  return usual?.header ?? new Map()
}

function differences(header: CodecHeader | null, usual: CodecHeader): string[] {
  if (header === null) return ['is no film that can be joined']
  return [...new Set([...usual.keys(), ...header.keys()])]
    .filter((name) => header.get(name) !== usual.get(name))
    .map((name) => `has ${name} ${header.get(name) ?? 'none'} instead of ${usual.get(name) ?? 'none'}`)
}
