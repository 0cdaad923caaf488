/**
 * `npm run gallery`: renders what the language of edits can say into sheets of pictures, docs/gallery/*.jpg, to be looked
 * at, and a film of each preset, of which a picture and the facts are kept; docs/gallery/README.md goes round them. Each
 * picture is a still that the engine made, its label included. The films themselves lie in .framewright/gallery.
 *
 *   npm run gallery -- text masks   these sheets alone
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makePresetFilms, type PresetFilm } from './preset-films.ts'
import { makeSamples } from './samples.ts'
import { sheetsOf, type Sheet } from './sheets.ts'
import { takeStill } from './take-still.ts'
import { tile } from './tile.ts'

const folderOf = (path: string) => fileURLToPath(new URL(`../../${path}/`, import.meta.url))
const target = folderOf('docs/gallery')
const films = folderOf('.framewright/gallery')

const wanted = process.argv.slice(2)
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name)
const folder = await mkdtemp(join(tmpdir(), 'framewright-gallery-'))
try {
  await mkdir(target, { recursive: true })
  const samples = await makeSamples(folder)
  const sheets = sheetsOf(samples.ids)
  for (const { name, shots } of sheets.filter(({ name }) => isWanted(name))) {
    const stills: string[] = []
    for (const [at, shot] of shots.entries())
      stills.push(await takeStill(shot, samples, join(folder, `${name}-${at}`)))
    await tile(stills, join(target, `${name}.jpg`))
    process.stdout.write(`${name}: ${shots.length} pictures\n`)
  }
  if (isWanted('presets')) {
    const made = await makePresetFilms(samples, folder, films, (name) =>
      process.stdout.write(`${name}: a film\n`),
    )
    await tile(
      made.map(({ picture }) => picture),
      join(target, 'presets.jpg'),
    )
    await writeFile(join(target, 'README.md'), pageOf(sheets, made))
  }
} finally {
  await rm(folder, { recursive: true })
}

function pageOf(sheets: readonly Sheet[], made: readonly PresetFilm[]): string {
  const intro = [
    '# Gallery',
    'Made by `npm run gallery`, each picture and its label by the engine itself; what the words mean is in [timeline.md](../timeline.md).',
    'Pictures: Big Buck Bunny, (c) 2008 Blender Foundation, [CC-BY 3.0](https://peach.blender.org).',
  ]
  const parts = sheets.flatMap(({ name, title }) => [`## ${title}`, `![${title}](${name}.jpg)`])
  const title = 'The same edit by each preset, taken from the finished file'
  const rows = made.map(({ preset, facts }) => `| \`${preset}\` | ${facts.join(' | ')} |`)
  const table = ['| Preset | File | Picture | Sound |', '| --- | --- | --- | --- |', ...rows].join('\n')
  return `${[...intro, ...parts, `## ${title}`, `![${title}](presets.jpg)`, table].join('\n\n')}\n`
}
