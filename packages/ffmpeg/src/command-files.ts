import { readFile, rm, symlink, writeFile } from 'node:fs/promises'
import type { FontHeight } from '@framewright/timeline'
import { cubeText, parseCube } from './effects/cube.ts'
import { fontCopy } from './font/font-copy.ts'

/** Made before ffmpeg starts: a text of ours, a link to a source, or a table of colours or a font that is read from a source and written anew. */
export type CommandFile = { readonly path: string } & (
  | { readonly text: string }
  | { readonly link: { readonly sourcePath: string } }
  | { readonly cube: { readonly sourcePath: string; readonly strength: number } }
  | { readonly font: { readonly sourcePath: string; readonly family: string; readonly height?: FontHeight } }
)

/** In a folder that is there. What was made for a command before is made again. */
export async function makeFile(file: CommandFile): Promise<void> {
  if (!('link' in file)) return writeFile(file.path, await contentOf(file))
  await rm(file.path, { force: true })
  await symlink(file.link.sourcePath, file.path)
}

async function contentOf(file: Exclude<CommandFile, { readonly link: unknown }>): Promise<string | Buffer> {
  if ('text' in file) return file.text
  if ('font' in file)
    return fontCopy(await readFile(file.font.sourcePath), file.font.family, file.font.height)
  const { sourcePath, strength } = file.cube
  return cubeText(parseCube(await readFile(sourcePath, 'utf8')), strength)
}
