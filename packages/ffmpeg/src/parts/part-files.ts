import { writeFile } from 'node:fs/promises'
import type { MediaFacts, OutputPart } from '@framewright/schemas'
import { OutputInvalid } from '../errors.ts'
import { hashFile } from '../run/hash-file.ts'

/** A part of an output, and where it is on this machine. */
export interface PartFile extends OutputPart {
  readonly file: string
}

/** An output that is more than one file, each of them looked at. */
export interface FinishedParts {
  /** The one to begin with. */
  readonly entry: string
  readonly parts: readonly PartFile[]
  readonly frameCount: number
  /** Of what stands for the whole. */
  readonly media: MediaFacts
}

/** All parts of an output lie beside each other, with its own path in front of their names. */
export const partPath = (outputPath: string, part: string): string => `${outputPath}-${part}`

const contentTypes: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  vtt: 'text/vtt; charset=utf-8',
  m3u8: 'application/vnd.apple.mpegurl',
  mpd: 'application/dash+xml',
  mp4: 'video/mp4',
  m4s: 'video/iso.segment',
}

/** Reads a part through. Throws OutputInvalid where there is nothing in it. */
export async function partOf(outputPath: string, path: string, signal: AbortSignal): Promise<PartFile> {
  const file = partPath(outputPath, path)
  const contentType = contentTypes[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
  try {
    const hashed = await hashFile(file, signal)
    if (hashed.sizeBytes > 0) return { path, file, contentType, ...hashed }
  } catch (error: unknown) {
    signal.throwIfAborted()
    throw new OutputInvalid([`${path} cannot be read`], { cause: error })
  }
  throw new OutputInvalid([`${path} is empty`])
}

/** A playlist or a track of ours, which only says what is in the others. */
export const writePart = (outputPath: string, path: string, text: string): Promise<void> =>
  writeFile(partPath(outputPath, path), text)
