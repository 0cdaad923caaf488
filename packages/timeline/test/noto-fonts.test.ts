import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createHash } from 'node:crypto'
import { test } from 'tap'
import type { TextClip } from '@framewright/schemas'
import { fontFactsOf } from '../../ffmpeg/src/font/font-facts.ts'
import { notoFiles } from '../../ffmpeg/src/text/noto-files.ts'
import { slicePlan } from '../src/index.ts'
import { metricsOf } from '../src/text/font-metrics.ts'
import { notoFaces, type NotoFace } from '../src/text/noto-faces.ts'
import { edit, pictures, problemsOf, resolved } from './edits.ts'
import { cpuEncoders, pipelineVersion, planRender } from '../src/index.ts'

const { resolve } = createRequire(new URL('../../ffmpeg/src/text/fonts.ts', import.meta.url))
const text = (more: Partial<TextClip>): TextClip => ({ type: 'text', text: 'Hi', duration: 1, ...more })

function drawn(more: Partial<TextClip>) {
  const clip = resolved(edit([pictures(text(more))])).tracks[0]?.clips[0]
  if (clip?.kind !== 'text') throw new Error('there is a text')
  return clip
}
const othersOf = (more: Partial<TextClip>) =>
  (drawn(more).otherFonts ?? []).map(({ font, clusters }) => [font.fileName, clusters.join(' ')])

test('what is known of the Noto fonts is what their files say', async (t) => {
  for (const { name, ...faces } of Object.values(notoFaces)) {
    for (const { fileName, sha256, table } of Object.values<NotoFace>(faces)) {
      const file = notoFiles[fileName]
      if (file === undefined) return t.fail(`${fileName} has a place`)
      const bytes = readFileSync(join(dirname(resolve(file.package)), file.path))
      t.equal(createHash('sha256').update(bytes).digest('hex'), sha256, fileName)
      const facts = metricsOf(fontFactsOf(bytes))
      const known = metricsOf(table)
      t.equal(known.unitsPerEm, facts.unitsPerEm)
      t.ok(
        [...known.advances.keys()].every((code) => facts.advances.has(code)),
        `${fileName} has all that it is said to have`,
      )
      const hasOneTable = /Noto Sans (JP|SC|KR)/.test(name)
      if (!hasOneTable) t.same([known.advances, known.ascent], [facts.advances, facts.ascent], fileName)
    }
  }
})

test('what a font cannot write is set in the one that can', async (t) => {
  const plan = drawn({ text: 'We 愛 you 👋🏽', font: 'serif' })
  t.equal(plan.font.fileName, 'DejaVuSerif.ttf')
  t.same(othersOf({ text: 'We 愛 you 👋🏽', font: 'serif' }), [
    ['NotoSansHans-Regular.otf', '愛'],
    ['NotoEmoji-Regular.ttf', '👋🏽'],
  ])
  t.same(
    othersOf({ text: '愛の한 שלוםภ ☎ ☎\ufe0f →', font: 'noto-sans', weight: 'bold' }).map(([name]) => name),
    [
      ...['NotoSansJP-Bold.otf', 'NotoSansKR-Bold.otf', 'NotoSansHebrew-Bold.ttf', 'NotoSansThai-Bold.ttf'],
      ...['DejaVuSans-Bold.ttf', 'NotoEmoji-Bold.ttf'],
    ],
    'signs of Chinese beside kana are those of Japan, and what is said to be a picture is one',
  )
  t.same([drawn({ text: '😀' }).otherFonts, drawn({ text: '😀' }).script], [undefined, undefined])
  t.same(
    drawn({ font: 'noto-serif', style: 'italic', weight: 'bold' }).font.fileName,
    'NotoSerif-BoldItalic.ttf',
  )
  const at = '/tracks/0/clips/0/style'
  t.same(problemsOf(edit([pictures(text({ style: 'italic' }))])), [`FONT_STYLE ${at}`])
  t.same(problemsOf(edit([pictures(text({ style: 'italic', font: 'noto-mono' }))])), [`FONT_STYLE ${at}`])
})

test('a slice names the fonts of the captions that it shows', async (t) => {
  const cues = ['愛', '👋'].map((one, at) => ({ text: one, start: at, end: at + 1 }))
  const plan = planRender(resolved(edit([pictures({ type: 'captions', cues })])), {
    encoders: cpuEncoders,
    pipelineVersion,
  })
  const names = (startFrame: number) =>
    slicePlan(plan, { startFrame, endFrame: startFrame + 30 }).fonts.map(({ fileName }) => fileName)
  t.same(names(0), ['DejaVuSans.ttf', 'NotoSansHans-Regular.otf'])
  t.same(names(30), ['DejaVuSans.ttf', 'NotoEmoji-Regular.ttf'])
})
