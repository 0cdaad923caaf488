import type { Template, TemplateRow } from '@framewright/schemas'
import { test } from 'tap'
import { checkTemplate, fillTemplate } from '../src/index.ts'

const fields: Template['fields'] = {
  headline: { type: 'text' },
  seconds: { type: 'number', default: 2, minimum: 1, maximum: 5 },
  quiet: { type: 'boolean', default: false },
  accent: { type: 'color', default: '#ff0000' },
  photo: { type: 'asset', default: '00000000-0000-4000-8000-000000000001' },
  fit: { type: 'text', options: ['cover', 'contain'], default: 'cover' },
}
const edit = {
  title: 'For {{headline}}',
  tracks: [
    { text: '{{headline}}', duration: '{{seconds}}', color: '{{ accent }}' },
    { text: '{{headline}}! {{seconds}} s, {{ not a field }} {{{}}}', muted: '{{quiet}}', fit: '{{fit}}' },
  ],
  fps: 25,
  nothing: null,
}
const template: Template = { fields, edit }

const fill = (row: TemplateRow, given = template) => {
  const filled = fillTemplate(given, row, '/rows/3')
  return filled.ok ? filled.edit : filled.problems.map(({ pointer, reason }) => [pointer, reason])
}

test('a value that stands alone keeps its type, one in a text becomes text', async (t) => {
  t.strictSame(checkTemplate(template), [])
  t.strictSame(fill({ headline: 'Ann', seconds: 1.5, quiet: true }), {
    title: 'For Ann',
    tracks: [
      { text: 'Ann', duration: 1.5, color: '#ff0000' },
      { text: 'Ann! 1.5 s, {{ not a field }} {{{}}}', muted: true, fit: 'cover' },
    ],
    fps: 25,
    nothing: null,
  })
})

test('a value is never looked at again: braces, dollars and names in it are text', async (t) => {
  const values = ['{{accent}}', '$&$1{{headline}}', '__proto__']
  for (const headline of values)
    t.match(fill({ headline }), { title: `For ${headline}`, tracks: [{ text: headline }] })
})

test('a row that leaves out, makes up or mistypes a field is told where', async (t) => {
  t.strictSame(fill({}), [['/rows/3', 'FIELD_MISSING']])
  t.strictSame(fill({ headline: 'x', 'a/b': 1, toString: 'x' }), [
    ['/rows/3/a~1b', 'FIELD_UNKNOWN'],
    ['/rows/3/toString', 'FIELD_UNKNOWN'],
  ])
  const wrong: TemplateRow[] = [
    { headline: 7 },
    { seconds: '2' },
    { seconds: 0.5 },
    { seconds: 6 },
    { quiet: 'yes' },
    { accent: 'red' },
    { photo: 'bunny.mp4' },
    { fit: 'fill' },
    { headline: 'x'.repeat(2001) },
  ]
  for (const row of wrong) {
    const [name = ''] = Object.keys(row)
    t.strictSame(
      fill({ headline: 'x', ...row }),
      [[`/rows/3/${name}`, 'FIELD_INVALID']],
      JSON.stringify(row).slice(0, 40),
    )
  }
})

test('a template that cannot be right whatever its rows say is refused', async (t) => {
  const found = (given: Partial<Template>) =>
    checkTemplate({ ...template, ...given }).map(({ pointer, reason }) => [pointer, reason])
  t.strictSame(found({ edit: { a: [{ 'b/c': 'x {{headlin}}' }], d: '{{toString}}' } }), [
    ['/template/edit/a/0/b~1c', 'FIELD_UNKNOWN'],
    ['/template/edit/d', 'FIELD_UNKNOWN'],
  ])
  t.strictSame(found({ fields: { ...fields, seconds: { type: 'number', default: 9, maximum: 5 } } }), [
    ['/template/fields/seconds/default', 'FIELD_INVALID'],
  ])
  t.strictSame(found({ edit: { text: '{{headline}}'.repeat(1001) } }), [
    ['/template/edit', 'TEMPLATE_TOO_LARGE'],
  ])
  const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`) as object
  t.strictSame(found({ edit: deep }), [['/template/edit', 'TEMPLATE_TOO_LARGE']])
})
