import { test } from 'tap'
import type { CaptionsClip, ReadAsset } from '@framewright/schemas'
import { resolveEdit } from '../src/index.ts'
import { readSubtitles, subtitleFormatOf } from '../src/text/subtitle-file.ts'
import { assets as usual, edit, ids, pictures } from './edits.ts'

const ass = `\uFEFF[Script Info]
Title: a, b
[V4+ Styles]
Format: Name, Fontname
Style: Big,Comic Sans
Dialogue: 0,0:00:00.00,0:00:09.00,none,,0,0,0,,not in Events
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:01.00,0:00:02.50,Big,,0,0,0,,not said
Dialogue: 0,0:00:01.00,0:00:02.50,Big,,0,0,0,,{\\an8\\fnEvil\\k50}Hello, {\\i1}world{\\i0}\\Nsecond\\hline\\nhere
Dialogue: 1,0:00:01.00,0:00:02.50,Glow,,0,0,0,,{\\blur9}Hello, world\\Nsecond\\hline here
Dialogue: 0,1:02:03.4,1:02:04.25,Big,,0,0,0,Banner;9,{\\p1}m 0 0 l 99 0{\\p0}after {\\p2}m 1 1{\\b1}l 2 2
Dialogue: 0,0:00:05.00,0:00:05.00,Big,,0,0,0,,never on
Dialogue: 0,0:00:06.00,0:00:07.00,Big,,0,0,0,,{\\p4}m 0 0
`

test('what is said and when is read from the dialogue of ASS, and nothing else', async (t) => {
  t.same(readSubtitles(ass), {
    ok: true,
    cues: [
      { text: 'Hello, world\nsecond\u00a0line here', start: 1, end: 2.5, line: 10 },
      { text: 'after', start: 3723.4, end: 3724.25, line: 12 },
    ],
  })
  const columns = '[Script Info]\n[Events]\nFormat: End, Start, Text\nDialogue: 0:00:02.00,0:00:01.00,a, b\n'
  t.match(
    readSubtitles(columns),
    { ok: true, cues: [{ text: 'a, b', start: 1, end: 2 }] },
    'in its own columns',
  )
})

test('what is wrong with ASS is told with its line', async (t) => {
  const wrong: readonly [string, number, RegExp][] = [
    ['', 1, /no dialogue/],
    ['Dialogue: 0,soon,0:00:02.00,,,0,0,0,,x', 3, /"soon" stands where a time should/],
    ['Dialogue: 0,0:00:02.00,0:00:01.00,,,0,0,0,,x', 3, /over before it begins/],
  ]
  for (const [line, at, message] of wrong)
    t.match(readSubtitles(`[Script Info]\n[Events]\n${line}`), { ok: false, line: at, message }, line)
})

test('a file of subtitles is known by how it begins', async (t) => {
  t.equal(subtitleFormatOf(ass), 'ass')
  t.equal(subtitleFormatOf('WEBVTT\n'), 'vtt')
  t.equal(subtitleFormatOf('\uFEFF\n1\n00:00:01,000 --> 00:00:02,000\n'), 'srt')
  t.equal(subtitleFormatOf('A letter.\n1\n00:00:01,000 --> 00:00:02,000\n'), null)
})

const saidId = '00000000-0000-4000-8000-00000000000a'
const subtitles = {
  kind: 'subtitles',
  container: 'ass',
  durationSeconds: 2.5,
  video: null,
  audio: null,
} as const
const said: ReadAsset = { assetId: saidId, sha256: '9'.repeat(64), sizeBytes: 1, media: subtitles, text: ass }
const resolvedWith = (clip: Partial<CaptionsClip>, asset: ReadAsset = said) =>
  resolveEdit(edit([pictures({ type: 'captions', ...clip })]), new Map([...usual, [saidId, asset]]))

test('captions of an asset say what they would say of its text', async (t) => {
  const [ofAsset, ofText] = [
    resolvedWith({ asset: saidId, duration: 3 }),
    resolvedWith({ subtitles: ass, duration: 3 }),
  ]
  t.ok(ofAsset.ok)
  t.same(ofAsset, ofText)
  t.match(ofAsset, {
    ok: true,
    timeline: { sources: [], tracks: [{ clips: [{ script: { cues: [{ startFrame: 30 }] } }] }] },
  })
  const whole = resolvedWith({ asset: saidId }, { ...said, text: '1\n00:00:00,000 --> 00:00:01,500\nx\n' })
  t.match(whole, { ok: true, timeline: { frameCount: 45 } }, 'as long as the file')
})

test('an asset that is no subtitles, or another source beside it, is refused', async (t) => {
  const reasonsOf = (...given: Parameters<typeof resolvedWith>) => {
    const resolution = resolvedWith(...given)
    return resolution.ok ? [] : resolution.problems.map(({ reason, pointer }) => `${reason} ${pointer}`)
  }
  const at = '/tracks/0/clips/0'
  t.same(reasonsOf({ asset: ids.photo }), [`ASSET_KIND_MISMATCH ${at}/asset`])
  t.same(reasonsOf({ asset: ids.nobody }), [`ASSET_UNKNOWN ${at}/asset`])
  const { text: _, ...lost } = said
  t.same(reasonsOf({ asset: saidId }, lost), [`ASSET_UNKNOWN ${at}/asset`])
  t.same(reasonsOf({ asset: saidId, subtitles: ass }), [`CAPTIONS_SOURCE ${at}`])
  t.same(reasonsOf({ asset: saidId }, { ...said, text: ass.replace('second', '\u{12000}') }), [
    `GLYPH_MISSING ${at}/asset`,
  ])
})
