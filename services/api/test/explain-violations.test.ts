import { explainViolations } from '@framewright/api'
import { ClientMessage, Edit } from '@framewright/schemas'
import { test } from 'tap'
import { editOf, textEdit } from './edits.ts'

const assetId = '6c1f7a52-33d0-5f1e-8f0a-2b9f8f1f0c11'

/** An edit with one thing changed, at a place in it. */
function changed(place: string, value: unknown): unknown {
  const edit = JSON.parse(JSON.stringify(editOf({ assetId }))) as Record<string, unknown>
  const keys = place.split('/').slice(1)
  const last = keys.pop()!
  const holder = keys.reduce((inner, key) => inner[key] as Record<string, unknown>, edit)
  if (value === undefined) delete holder[last]
  else holder[last] = value
  return edit
}

const wrong: [place: string, value: unknown, pointer: string, code: string, says: RegExp][] = [
  ['/schemaVersion', 2, '/schemaVersion', 'NOT_ALLOWED', /Use 1\./],
  ['/canvas/width', '640', '/canvas/width', 'WRONG_TYPE', /a whole number \(at least 16, at most 8192\)/],
  ['/canvas/fps', 'fast', '/canvas/fps', 'WRONG_TYPE', /a whole number|an object/],
  ['/canvas/fps', { num: 0, den: 1 }, '/canvas/fps/num', 'OUT_OF_RANGE', /at least 1/],
  ['/canvas/backgruond', '#fff', '/canvas/backgruond', 'UNKNOWN_KEY', /Did you mean "background"/],
  ['/canvas/background', 'red', '/canvas/background', 'WRONG_FORMAT', /#rrggbb/],
  ['/tracks/0/kind', 'vidoe', '/tracks/0/kind', 'NOT_ALLOWED', /Did you mean "video"/],
  ['/tracks/0/clips/0/type', undefined, '/tracks/0/clips/0', 'MISSING_KEY', /Add "type": one of/],
  ['/tracks/0/clips/0/asset', 'x', '/tracks/0/clips/0/asset', 'WRONG_FORMAT', /lower-case UUID/],
  ['/tracks/0/clips/0/opacity', 2, '/tracks/0/clips/0/opacity', 'OUT_OF_RANGE', /at most 1/],
  ['/tracks/0/clips/0/start', 'later', '/tracks/0/clips/0/start', 'NOT_ALLOWED', /"auto"/],
  ['/tracks/0/clips/0/fit', 'crop', '/tracks/0/clips/0/fit', 'NOT_ALLOWED', /"cover"/],
  ['/tracks/0/clips/0/position', { x: 1 }, '/tracks/0/clips/0/position', 'MISSING_KEY', /Add "y"/],
  ['/outputs', [], '/outputs', 'WRONG_LENGTH', /at least 1/],
  ['/title', 'x'.repeat(201), '/title', 'WRONG_LENGTH', /at most 200 characters/],
]

for (const [place, value, pointer, code, says] of wrong) {
  test(`${place} as ${JSON.stringify(value)?.slice(0, 30) ?? 'nothing'} is one violation, explained`, (t) => {
    const found = explainViolations(Edit, changed(place, value))
    t.strictSame(
      found.map((one) => [one.pointer, one.code]),
      [[pointer, code]],
    )
    t.match(found[0]?.remedy, says)
    t.end()
  })
}

test('a key with a slash or a tilde has a pointer that leads to it', (t) => {
  const [found] = explainViolations(Edit, { ...textEdit(), 'a/b~c': 1 })
  t.equal(found?.pointer, '/a~1b~0c')
  t.end()
})

test('a body with ten thousand mistakes has a hundred explained', (t) => {
  const clips = Array.from({ length: 10_000 }, () => ({ type: 'nothing' }))
  t.equal(explainViolations(Edit, { ...textEdit(), tracks: [{ kind: 'video', clips }] }).length, 100)
  t.end()
})

test('of a union of messages the one that was meant is explained', (t) => {
  const [found] = explainViolations(ClientMessage, { type: 'subscribe', renders: 7 })
  t.match(found, { pointer: '/renders', code: 'WRONG_TYPE', remedy: /a list.*"\*"/ })
  t.end()
})
