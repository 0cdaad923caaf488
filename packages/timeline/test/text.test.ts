import { test } from 'tap'
import type { TextClip } from '@framewright/schemas'
import { resolveEdit, textReach } from '../src/index.ts'
import { wrapLine } from '../src/text/wrap-text.ts'
import { assets, edit, pictures, problemsOf, resolved } from './edits.ts'

const text = (more: Partial<TextClip>): TextClip => ({ type: 'text', text: 'Hi', duration: 1, ...more })
const length = (line: string) => line.length

test('a line is broken at spaces and behind dashes, and words that are too long are cut', async (t) => {
  t.same(wrapLine('one two three', 7, length), ['one two', 'three'])
  t.same(wrapLine('one two  three', 8, length), ['one two', 'three'])
  t.same(wrapLine('well-known facts', 8, length), ['well-', 'known', 'facts'])
  t.same(wrapLine('a incomprehensible b', 6, length), ['a', 'incomp', 'rehens', 'ible b'])
  t.same(wrapLine('one\u00a0two three', 7, length), ['one\u00a0two', 'three'], 'not at a space that binds')
  t.same(wrapLine('xy', 1, length), ['x', 'y'])
  t.same(wrapLine('xe\u0301e\u0301', 1, length), ['x', 'e\u0301', 'e\u0301'], 'a letter keeps its accent')
  t.same(wrapLine('', 5, length), [''])
  t.same(wrapLine('   ', 2, length), [''])
})

test('a text is broken to a part of the canvas, by how broad its letters are', async (t) => {
  const linesAt = (maxWidth: number) => {
    const clip = resolved(edit([pictures(text({ text: 'iiii iiii MMMM', size: 100, maxWidth }))])).tracks[0]
      ?.clips[0]
    return clip?.kind === 'text' ? clip.lines : []
  }
  // 1280 pixels: an i takes 28, a space 32, an M 86.
  t.same(linesAt(1), ['iiii iiii MMMM'])
  t.same(linesAt(0.47), ['iiii iiii', 'MMMM'])
  t.same(linesAt(0.27), ['iiii iiii', 'MMMM'])
  t.same(linesAt(0.1), ['iiii', 'iiii', 'M', 'M', 'M', 'M'])
})

test('a block stands at its position with its top, its middle or its bottom', async (t) => {
  const middleOf = (more: Partial<TextClip>) => {
    const at = { size: 50, position: { x: 0.5, y: 0.5 }, text: 'a\nb', ...more }
    const clip = resolved(edit([pictures(text(at))])).tracks[0]?.clips[0]
    return clip?.kind === 'text' ? clip.y : null
  }
  t.equal(middleOf({}), 360)
  t.equal(middleOf({ verticalAlign: 'top' }), 420)
  t.equal(middleOf({ verticalAlign: 'bottom' }), 300)
  t.equal(middleOf({ verticalAlign: 'bottom', lineHeight: 2 }), 260)
})

test('what no font has a picture of is refused, by name', async (t) => {
  const resolution = resolveEdit(edit([pictures(text({ text: 'We 愛 you 𒀀', font: 'serif' }))]), assets)
  t.match(resolution, {
    ok: false,
    problems: [
      {
        reason: 'GLYPH_MISSING',
        pointer: '/tracks/0/clips/0/text',
        message: 'neither DejaVu Serif nor any font of Framewright has "𒀀" (U+12000)',
      },
    ],
  })
  t.same(problemsOf(edit([pictures(text({ text: 'Ünïcödé\nשкириллица' }))])), [])
})

test('a text that comes to too many lines is refused', async (t) => {
  const many = text({ text: 'word '.repeat(60), maxWidth: 0.01, size: 10 })
  t.same(problemsOf(edit([pictures(many)])), ['TEXT_INVALID /tracks/0/clips/0/text'])
})

test('a text comes and goes in so many frames, and has the time for it', async (t) => {
  const clip = (more: Partial<TextClip>) => resolved(edit([pictures(text(more))])).tracks[0]?.clips[0]
  const slide = { type: 'slide-up' as const, duration: 0.5 }
  t.match(clip({ animateIn: slide, animateOut: { type: 'pop', duration: 0.25 }, verticalAlign: 'top' }), {
    lines: [],
    script: {
      verticalAlign: 'top',
      cues: [{ startFrame: 0, endFrame: 30, lines: [['Hi']] }],
      animateIn: { type: 'slide-up', frameCount: 15 },
      animateOut: { type: 'pop', frameCount: 8 },
    },
  })
  t.same(clip({ animateIn: { ...slide, duration: 0.001 } }), clip({}), 'what comes to no frame is not there')
  t.same(problemsOf(edit([pictures(text({ animateIn: slide, animateOut: { ...slide, duration: 0.6 } }))])), [
    'FADES_TOO_LONG /tracks/0/clips/0/animateOut/duration',
  ])
  t.ok(
    Object.values(textReach).every(({ kind }) => kind === 'frame-local'),
    'any frame of it can be drawn alone',
  )
})
