import { readFile, stat } from 'node:fs/promises'
import type { MediaFacts } from '@framewright/schemas'
import { CubeInvalid, looksLikeCube, mostCubeBytes, parseCube } from '../effects/cube.ts'
import { MediaUnreadable } from '../errors.ts'
import { beginningOf } from './file-beginning.ts'

/** Comments may stand before the first keyword. */
const beginningBytes = 64 * 1024

/** The facts of a table of colours; null where the file does not mean to be one. Throws MediaUnreadable. */
export async function probeCube(path: string): Promise<MediaFacts | null> {
  if (!looksLikeCube((await beginningOf(path, beginningBytes)).toString('latin1'))) return null
  if ((await stat(path)).size > mostCubeBytes)
    throw new MediaUnreadable('LUT_INVALID', `A .cube may have ${mostCubeBytes / 1024 / 1024} MiB at most.`)
  try {
    const { dimensions, size } = parseCube(await readFile(path, 'utf8'))
    const nothing = { durationSeconds: null, video: null, audio: null }
    return { kind: 'lut', container: 'cube', ...nothing, lut: { dimensions, size } }
  } catch (error: unknown) {
    if (error instanceof CubeInvalid) throw new MediaUnreadable('LUT_INVALID', `${error.message}.`)
    throw error
  }
}
