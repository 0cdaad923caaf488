/**
 * Writes the JSON Schemas of everything that crosses a process boundary into json/, for clients in other languages.
 * With --check it writes nothing and fails when a file differs from what the sources say.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { format } from 'prettier'
import type { TSchema } from 'typebox'
import { withNamedShapes } from './named-shapes.ts'
import * as schemas from './src/index.ts'

const folder = new URL('json/', import.meta.url)
const check = process.argv.includes('--check')

const documents = new Map<string, TSchema>([
  ['edit', schemas.Edit],
  ['batch', schemas.Batch],
  ['render-order', schemas.RenderOrder],
  ['render-view', schemas.RenderView],
  ['asset-view', schemas.AssetView],
  ['render-progress', schemas.RenderProgress],
  ['worker-presence', schemas.WorkerPresence],
  ['work-item', schemas.WorkItem],
  ['chunk-manifest', schemas.ChunkManifest],
  ['problem', schemas.Problem],
  ['server-message', schemas.ServerMessage],
  ['client-message', schemas.ClientMessage],
  ['event-metadata', schemas.EventMetadata],
])
for (const [name, { schemaVersion, data }] of Object.entries(schemas.eventCatalogue)) {
  documents.set(`events/${name}.v${schemaVersion}`, data)
}

const wanted = new Map<string, string>()
for (const [name, schema] of documents) {
  const document = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: name,
    ...withNamedShapes(schema),
  }
  wanted.set(`${name}.schema.json`, await format(JSON.stringify(document), { parser: 'json' }))
}

const present = new Set<string>()
for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
  if (entry.isFile())
    present.add(`${entry.parentPath}/${entry.name}`.slice(folder.pathname.length).replace(/^\//, ''))
}

const drifted: string[] = []
for (const [file, text] of wanted) {
  const stored = await readFile(new URL(file, folder), 'utf8').catch(() => null)
  if (stored !== text) drifted.push(file)
}
drifted.push(...[...present].filter((file) => !wanted.has(file)))

if (check) {
  for (const file of drifted)
    process.stderr.write(`schemas/json/${file} differs from its source: run npm run schemas\n`)
  process.exitCode = drifted.length === 0 ? 0 : 1
} else {
  await rm(folder, { recursive: true, force: true })
  await mkdir(new URL('events/', folder), { recursive: true })
  for (const [file, text] of wanted) await writeFile(new URL(file, folder), text)
}
