import { open, readFile, stat } from 'node:fs/promises'
import type { MediaFacts } from '@framewright/schemas'
import { CubeInvalid, looksLikeCube, mostCubeBytes, parseCube } from '../effects/cube.ts'
import { MediaUnreadable } from '../errors.ts'

/** Comments may stand before the first keyword. */
const beginningBytes = 64 * 1024

/** The facts of a table of colours; null where the file does not mean to be one. Throws MediaUnreadable. */
export async function probeCube(path: string): Promise<MediaFacts | null> {
  if (!looksLikeCube(await beginningOf(path))) return null
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

async function beginningOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(beginningBytes), 0, beginningBytes, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}
