import { test } from 'tap'
import { resolveEdit } from '../src/index.ts'
import { readSubtitles } from '../src/text/subtitle-file.ts'
import { assets, edit, pictures, resolved } from './edits.ts'

const srt = `\uFEFF1\r
00:00:01,000 --> 00:00:02,500\r
<i>Hello</i>, {\\an8}world\r
second <line> &amp;\r
\r
\r
2
1:00:03.5 --> 01:00:04,250  X1:10 X2:20
<font color="#fff">x</font>

3
00:00:05,000 --> 00:00:06,000

`
const vtt = `WEBVTT - a title
Kind: captions

NOTE 00:00:00.000 --> 00:00:01.000
nothing

STYLE
::cue { color: red }

intro
00:01.000 --> 00:02.500 align:start line:0
<v Anna>Hello <00:01.500><c.loud>world</c> &lt;&amp;&gt;

00:00:03.000 --> 00:00:04.000
second
`

test('what is said and when is read from SRT and from WebVTT', async (t) => {
  t.same(readSubtitles(srt), {
    ok: true,
    cues: [
      { text: 'Hello, world\nsecond <line> &amp;', start: 1, end: 2.5, line: 3 },
      { text: 'x', start: 3603.5, end: 3604.25, line: 9 },
    ],
  })
  t.same(readSubtitles(vtt), {
    ok: true,
    cues: [
      { text: 'Hello world <&>', start: 1, end: 2.5, line: 12 },
      { text: 'second', start: 3, end: 4, line: 15 },
    ],
  })
})

test('what cannot be read is told with its line and a remedy', async (t) => {
  const line = (text: string) => {
    const file = readSubtitles(text)
    return file.ok ? 0 : file.line
  }
  t.match(readSubtitles('1\n00:00:01,000 --> 00:00:02,500\nHi\n\n2\n00:00:01 -> 00:00:02\nHo\n'), {
    ok: false,
    line: 6,
    message: '"00:00:01 -> 00:00:02" stands where the time of a cue should',
    remedy: 'Write it as 00:00:01,000 --> 00:00:02,500.',
  })
  t.equal(line('1\n00:00:02,000 --> 00:00:01,000\nHi\n'), 2)
  t.equal(line('[Script Info]\nTitle: x\n'), 1)
  t.equal(line('WEBVTT\n\nx\n'), 3)
  t.equal(line('\n\n'), 1)
  t.equal(line('1\n00:00:01,000 --> 00:75:02,000\nHi\n'), 2, 'minutes end at 59')
})

test('a file of subtitles is shown as its cues, and what a font lacks is told with its line', async (t) => {
  const captions = (subtitles: string) => edit([pictures({ type: 'captions', subtitles })])
  const film = resolved(captions('1\n00:00:01,000 --> 00:00:02,500\nHi\n'))
  t.equal(film.frameCount, 75)
  t.match(film.tracks[0]?.clips[0], {
    script: { cues: [{ startFrame: 30, endFrame: 75, lines: [['Hi']] }] },
  })
  const problems = (subtitles: string) => {
    const resolution = resolveEdit(captions(subtitles), assets)
    return resolution.ok ? [] : resolution.problems.map(({ pointer, message }) => [pointer, message])
  }
  const pointer = '/tracks/0/clips/0/subtitles'
  t.same(problems('1\n00:00:01,000 --> 00:00:02,500\n𒀀\n'), [
    [pointer, 'line 3: neither DejaVu Sans nor any font of Framewright has "𒀀" (U+12000)'],
  ])
  t.same(problems('Hi\n'), [[pointer, 'line 1: "Hi" stands where the time of a cue should']])
})
