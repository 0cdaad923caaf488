import { readFile } from 'node:fs/promises'
import type { FontHeight } from '@framewright/timeline'
import { cubeText, parseCube } from './effects/cube.ts'
import { fontCopy } from './font/font-copy.ts'

/** Written before ffmpeg starts: a text of ours, or a table of colours or a font that is read from a source and written anew. */
export type CommandFile = { readonly path: string } & (
  | { readonly text: string }
  | { readonly cube: { readonly sourcePath: string; readonly strength: number } }
  | { readonly font: { readonly sourcePath: string; readonly family: string; readonly height?: FontHeight } }
)

export async function contentOf(file: CommandFile): Promise<string | Buffer> {
  if ('text' in file) return file.text
  if ('font' in file)
    return fontCopy(await readFile(file.font.sourcePath), file.font.family, file.font.height)
  const { sourcePath, strength } = file.cube
  return cubeText(parseCube(await readFile(sourcePath, 'utf8')), strength)
}
