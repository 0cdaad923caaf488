import type { CaptionsClip } from '@framewright/schemas'
import { test } from 'tap'
import { resolveEdit } from '../src/index.ts'
import { assets, edit, pictures, problemsOf, resolved } from './edits.ts'

const captions = (more: Partial<CaptionsClip>): CaptionsClip => ({ type: 'captions', ...more })
const word = (text: string, start: number, end: number) => ({ text, start, end })

function cuesOf(more: Partial<CaptionsClip>) {
  const clip = resolved(edit([pictures(captions(more))])).tracks[0]?.clips[0]
  return clip?.kind === 'text' ? (clip.script?.cues ?? []) : []
}
const textsOf = (more: Partial<CaptionsClip>) =>
  cuesOf(more).map(({ startFrame, endFrame, lines }) => [
    startFrame,
    endFrame,
    lines.map((words) => words.join(' ')).join(' | '),
  ])

test('words become cues: a pause ends one, a full block does, and so does the number that is asked for', async (t) => {
  const words = [word('one', 0, 0.4), word('two', 0.5, 1), word('three', 1.5, 2), word('four', 4, 5)]
  t.same(textsOf({ words }), [
    [0, 60, 'one two three'],
    [120, 150, 'four'],
  ])
  t.same(textsOf({ words, maxWords: 2 }), [
    [0, 45, 'one two'],
    [45, 60, 'three'],
    [120, 150, 'four'],
  ])
  t.same(textsOf({ words, maxGap: 0.4 }), [
    [0, 30, 'one two'],
    [45, 60, 'three'],
    [120, 150, 'four'],
  ])
  // An o is 29 pixels broad at this size, a canvas 1280.
  t.same(textsOf({ words, maxWidth: 0.12, maxLines: 1 }), [
    [0, 15, 'one'],
    [15, 45, 'two'],
    [45, 60, 'three'],
    [120, 150, 'four'],
  ])
  t.same(textsOf({ words, maxWidth: 0.12, maxLines: 2 })[0], [0, 45, 'one | two'])
})

test('a word is active from its first frame on, where that is asked for', async (t) => {
  const words = [word('one', 0.1, 0.4), word('incomprehensibly', 0.5, 1), word('x', 1, 1.1)]
  t.equal(cuesOf({ words })[0]?.wordFrames, undefined)
  const [cue] = cuesOf({ words, activeWord: { color: '#ff0000' }, maxWidth: 0.2, maxLines: 3 })
  t.same(cue?.lines, [['one'], ['incompre'], ['hensibly', 'x']])
  t.same(cue?.wordFrames, [3, 15, 15, 30], 'a word that is cut is lit as one')
})

test('cues that are on at the same time stand below each other', async (t) => {
  const cues = [word('a\nb', 0, 2), word('c', 1, 3), word('d', 4, 5)]
  t.same(textsOf({ cues }), [
    [0, 30, 'a | b'],
    [30, 60, 'a | b | c'],
    [60, 90, 'c'],
    [120, 150, 'd'],
  ])
  t.same(textsOf({ cues, duration: 1.5 }), [
    [0, 30, 'a | b'],
    [30, 45, 'a | b | c'],
  ])
  t.equal(resolved(edit([pictures(captions({ cues }))])).frameCount, 150, 'the last of them ends the clip')
})

test('what is wrong with captions is told with its place', async (t) => {
  const problems = (more: Partial<CaptionsClip>) => problemsOf(edit([pictures(captions(more))]))
  const at = '/tracks/0/clips/0'
  t.same(problems({ duration: 1 }), [`CAPTIONS_SOURCE ${at}`])
  t.same(problems({ cues: [word('a', 0, 1)], words: [word('a', 0, 1)] }), [`CAPTIONS_SOURCE ${at}`])
  t.same(problems({ cues: [word('a', 0, 1)], activeWord: {} }), [`CAPTIONS_SOURCE ${at}/activeWord`])
  t.same(problems({ cues: [word('a', 0, 1), word('b', 2, 2)] }), [`CUE_TIME ${at}/cues/1`])
  t.same(problems({ words: [word('a', 1, 2), word('b', 0, 2)] }), [`CUE_TIME ${at}/words/1`])
  t.same(problems({ cues: [word('a', 2, 3), word('b', 0, 1)] }), [], 'cues may come in any order')
  t.same(problems({ cues: [word('a', 0, 1), word('𒀀', 1, 2), word(' ', 1, 2)] }), [
    `GLYPH_MISSING ${at}/cues/1/text`,
    `TEXT_INVALID ${at}/cues/2/text`,
  ])
  t.same(problems({ cues: Array.from({ length: 41 }, () => word('a', 0, 1)) }), [`TEXT_INVALID ${at}`])
  t.match(resolveEdit(edit([pictures(captions({ cues: [word('𒀀', 0, 1)] }))]), assets), {
    problems: [{ message: 'neither DejaVu Sans nor any font of Framewright has "𒀀" (U+12000)' }],
  })
})
