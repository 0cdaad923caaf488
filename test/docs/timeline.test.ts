import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { Edit } from '@framewright/schemas'
import { resolveEdit } from '@framewright/timeline'
import { test } from 'tap'
import { Check, Errors } from 'typebox/value'
import { otherIds } from '../golden/asset-edits.ts'
import { assetIds as ids, facts as assets } from '../golden/golden-edits.ts'

interface Example {
  readonly line: number
  readonly value: Record<string, unknown>
}

async function examplesIn(page: string): Promise<Example[]> {
  const text = await readFile(new URL(`../../docs/${page}`, import.meta.url), 'utf8')
  return [...text.matchAll(/```json\n(.*?)```/gs)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    value: JSON.parse(match[1] ?? '') as Record<string, unknown>,
  }))
}

const assetOf: Readonly<Record<string, string>> = {
  ...{ video: ids.film, image: ids.photo, audio: ids.song, font: otherIds.font },
  captions: otherIds.subtitles,
  ...{ alpha: ids.photo, luma: ids.photo },
}

/** With assets that are there, in place of the ones that a reader is to put in. */
function withAssets(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => withAssets(one))
  if (typeof value !== 'object' || value === null) return value
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withAssets(one, key)]))
  const asset = assetOf[typeof inner['type'] === 'string' ? inner['type'] : name]
  if ('assets' in inner) return { ...inner, assets: [ids.photo, ids.photo] }
  return 'asset' in inner && asset !== undefined ? { ...inner, asset } : inner
}

/** An example is an edit, or what is part of one: a clip, a track, an output, or keys of the edit itself. */
function editWith(example: Record<string, unknown>): unknown {
  const part = withAssets(example) as Record<string, unknown>
  if ('schemaVersion' in part) return part
  const film = { kind: 'video', clips: [{ type: 'video', asset: ids.film, duration: 8 }] }
  const base = {
    schemaVersion: 1,
    canvas: { width: 1280, height: 720, fps: 30 },
    tracks: [film],
    outputs: [{ name: 'film', preset: 'standard' }],
  }
  if ('clips' in part) return { ...base, tracks: [film, part] }
  if ('type' in part) {
    const kind = part['type'] === 'audio' ? 'audio' : 'video'
    return { ...base, tracks: [film, { kind, clips: [part] }] }
  }
  return 'preset' in part ? { ...base, outputs: [part] } : { ...base, ...part }
}

test('every example in the documentation of the timeline is an edit that can be rendered, or part of one', async (t) => {
  const examples = await examplesIn('timeline.md')
  t.ok(examples.length > 5)
  const published = await publishedEdit()
  for (const { line, value } of examples) {
    const edit = editWith(value)
    t.ok(Check(Edit, edit), `line ${line} fits the schema`, { errors: Errors(Edit, edit).slice(0, 3) })
    t.ok(published(edit), `line ${line} fits the schema as it is published`, { errors: published.errors })
    const resolution = resolveEdit(edit as Edit, assets)
    t.ok(resolution.ok, `line ${line} can be rendered`, { resolution })
  }
})

test('the schema of the edit as it is published is as strict as the one that it is made from', async (t) => {
  const published = await publishedEdit()
  const clip = { type: 'text', text: 'Hello', duration: 1 }
  const edit = (more: object) => ({
    ...(editWith({ ...clip, ...more }) as Edit),
    compositions: { title: { tracks: [{ kind: 'video', clips: [{ ...clip, ...more }] }] } },
  })
  t.ok(published(edit({})))
  for (const more of [{ txt: 'Hello' }, { size: 'large' }, { position: { x: [{ time: 0 }] } }])
    t.same([published(edit(more)), Check(Edit, edit(more))], [false, false], JSON.stringify(more))
})

async function publishedEdit() {
  const text = await readFile(new URL('../../schemas/json/edit.schema.json', import.meta.url), 'utf8')
  return new Ajv2020({ validateFormats: false }).compile(JSON.parse(text) as object)
}
