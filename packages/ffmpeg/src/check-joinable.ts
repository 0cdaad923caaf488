import { encodedPictures, type RenderPlan } from '@framewright/timeline'
import type { ChunkFiles } from './assembly-command.ts'
import { OutputInvalid } from './errors.ts'
import { isFilm } from './join-slices.ts'
import { readCodecHeader } from './probe/codec-header.ts'

/**
 * Whether the films in the chunks of a plan can be joined as they are encoded: a joined film has one header, by which all
 * of it is decoded. Throws OutputInvalid with every slice that says otherwise than the first of its film.
 */
export async function checkJoinable(plan: RenderPlan, chunks: readonly ChunkFiles[]): Promise<void> {
  const complaints: string[] = []
  for (const [at, picture] of encodedPictures(plan).entries()) {
    if (!isFilm(picture)) continue
    const paths = chunks.flatMap(({ kind, paths }) =>
      kind === 'pictures' ? [paths.get(String(at)) ?? ''] : [],
    )
    complaints.push(...(await headerComplaints(paths)).map((one) => `${picture.name}: ${one}`))
  }
  if (complaints.length > 0) throw new OutputInvalid(complaints)
}

async function headerComplaints(paths: readonly string[]): Promise<string[]> {
  const headers = []
  for (const path of paths) headers.push(await readCodecHeader(path))
  const [first] = headers
  return headers.flatMap((header, at) => {
    const slice = `slice ${at + 1} of ${paths.length}`
    if (header === null || first == null) return [`${slice} is no film that can be joined`]
    return [...new Set([...first.keys(), ...header.keys()])]
      .filter((name) => header.get(name) !== first.get(name))
      .map(
        (name) => `${slice}: ${name} ${header.get(name) ?? 'none'} instead of ${first.get(name) ?? 'none'}`,
      )
  })
}
