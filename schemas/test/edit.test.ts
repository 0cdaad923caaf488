import { readFile } from 'node:fs/promises'
import { Compile } from 'typebox/compile'
import { test } from 'tap'
import { Edit } from '../src/index.ts'

const validator = Compile(Edit)
const documented = async (): Promise<Edit> => {
  const page = await readFile(new URL('../../docs/timeline.md', import.meta.url), 'utf8')
  return JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? 'null') as Edit
}

test('the edit in the documentation is an edit', async (t) => {
  t.ok(validator.Check(await documented()))
})

test('a key that is not known is refused at every depth', async (t) => {
  const objectsIn = (value: unknown): Record<string, unknown>[] => {
    if (Array.isArray(value)) return value.flatMap(objectsIn)
    if (typeof value !== 'object' || value === null) return []
    return [value as Record<string, unknown>, ...Object.values(value).flatMap(objectsIn)]
  }
  const edit = await documented()
  const objects = objectsIn(edit)
  t.ok(objects.length > 10)
  for (const object of objects) {
    object['speeed'] = 2
    t.notOk(validator.Check(edit), Object.keys(object).join())
    delete object['speeed']
  }
  t.ok(validator.Check(edit))
})

test('what no film can be made of is refused', async (t) => {
  const refuses = async (change: (edit: Edit) => unknown) => {
    const edit = await documented()
    change(edit)
    return !validator.Check(edit)
  }
  const clip = (edit: Edit, more: object) => Object.assign(edit.tracks[1]?.clips[0] ?? {}, more)
  t.ok(await refuses((edit) => clip(edit, { text: 'a\u0007b' })), 'a control character')
  t.notOk(await refuses((edit) => clip(edit, { text: "a\nb '%{}\\ 😀" })), 'anything that can be seen')
  t.ok(await refuses((edit) => clip(edit, { color: 'red' })), 'a colour by name')
  t.ok(await refuses((edit) => clip(edit, { duration: 'media' })), 'a text as long as its file')
  t.ok(await refuses((edit) => clip(edit, { duration: 0 })), 'no duration')
  t.ok(
    await refuses((edit) => Object.assign(edit.outputs[0] ?? {}, { name: '../film' })),
    'a name that is a path',
  )
  t.ok(await refuses((edit) => Object.assign(edit, { outputs: [] })), 'no output')
  t.ok(await refuses((edit) => Object.assign(edit, { schemaVersion: 2 })), 'a version of the future')
})
