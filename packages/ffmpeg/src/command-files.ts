import { readFile } from 'node:fs/promises'
import { cubeText, parseCube } from './effects/cube.ts'

/** Written before ffmpeg starts: a text of ours, or a table of colours that is read from a source and written anew. */
export type CommandFile = { readonly path: string } & (
  { readonly text: string } | { readonly cube: { readonly sourcePath: string; readonly strength: number } }
)

export async function textOf(file: CommandFile): Promise<string> {
  if ('text' in file) return file.text
  const { sourcePath, strength } = file.cube
  return cubeText(parseCube(await readFile(sourcePath, 'utf8')), strength)
}
