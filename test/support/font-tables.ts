/** Writes what planning has to know of the fonts that come with the product: `node --import tsx … font-tables.ts`. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { format, resolveConfig } from 'prettier'
import { fontTableOf } from './font-file.ts'

const folder = new URL('../../packages/timeline/src/font-tables/', import.meta.url)
const { resolve } = createRequire(new URL('../../packages/ffmpeg/src/text/fonts.ts', import.meta.url))
const names = ['Sans', 'Sans-Bold', 'Serif', 'Serif-Bold', 'SansMono', 'SansMono-Bold']

mkdirSync(folder, { recursive: true })
for (const name of names) {
  const path = resolve(`dejavu-fonts-ttf/ttf/DejaVu${name}.ttf`)
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
  const constant = `dejaVu${name.replace('-', '')}`
  const source = `import type { FontTable } from './font-table.ts'

/** Made from DejaVu${name}.ttf of ${sha256}. */
export const ${constant}: FontTable = ${JSON.stringify(fontTableOf(path))}
`
  const file = new URL(`dejavu-${name.toLowerCase()}.ts`, folder)
  const config = await resolveConfig(file.pathname)
  writeFileSync(file, await format(source, { ...config, parser: 'typescript' }))
}
