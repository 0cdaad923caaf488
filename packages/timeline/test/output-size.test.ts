import { test } from 'tap'
import { clip, edit, pictures, problemsOf } from './edits.ts'

const of = (preset: string, width: number, height: number) =>
  problemsOf(edit([pictures(clip())], { outputs: [{ name: 'film', preset, width, height }] }))

test('a picture of H.265 has 64 pixels on each side, which its encoder needs', (t) => {
  t.same(of('archive', 64, 64), [])
  t.same(of('archive', 62, 64), ['OUTPUT_SIZE /outputs/0/width'])
  t.same(of('archive', 64, 62), ['OUTPUT_SIZE /outputs/0/width'])
  t.same(of('standard', 16, 16), [])
  t.end()
})
