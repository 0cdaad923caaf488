import { test, type Test } from 'tap'
import { resolveEdit } from '@framewright/timeline'
import { blockFont } from './block-font.ts'
import { edit, framesIn, height, openStudio, sha256Of, width, type Frame } from './films.ts'

/** A letter of 1000 is as broad as the size, and its box 0.7 of it high. */
const size = 20
const white = { color: '#ffffff' }

test('a font of its user', async (t) => {
  const studio = await openStudio(t)
  const { facts } = await studio.file('blocks', blockFont({ A: 1000, i: 250, '[': 500, ' ': 500 }))
  const font = { asset: facts.assetId }
  const look = { font, size, ...white, align: 'left' as const, lineHeight: 1.5 }
  const at = (x: number, y: number) => ({ position: { x, y } })
  const film = edit(10, [
    {
      kind: 'video',
      clips: [
        { type: 'text', text: 'AiA [A AA', duration: 0.2, ...look, ...at(0.1, 0.5), maxWidth: 0.5 },
        {
          ...{ type: 'captions', cues: [{ text: 'AiA [A AA', start: 0, end: 0.2 }], duration: 0.2, ...look },
          ...{ ...at(0.1, 0.5), verticalAlign: 'middle', maxWidth: 0.5 },
        },
      ],
    },
  ])

  await t.test('texts and captions are drawn with it, and broken by its widths', async (t) => {
    const [path = ''] = await studio.render(film)
    const [text, , captions] = await framesIn(path)
    // 45 pixels of AiA, 10 of the space and 30 of [A are more than 80; 30, 10 and 40 are not.
    const lines = [45, 80]
    for (const [frame, what] of [
      [text, 'a text'],
      [captions, 'captions'],
    ] as const) {
      if (frame === undefined) return t.fail('there are four frames')
      const rows = rowsOf(frame)
      // The lines are 30 apart; letters stand 0.36 sizes below the middle of theirs, and are 14 high.
      near(t, rows[0] ?? [], [30 + 7.2 - 14, 30 + 7.2], `${what}: first line`)
      near(t, rows[1] ?? [], [60 + 7.2 - 14, 60 + 7.2], `${what}: second line`)
      const middles = rows.map(([from = 0, to = 0]) => Math.floor((from + to) / 2))
      near(
        t,
        middles.map((row) => columnsOf(frame, row)),
        lines.map((broad) => [16, 16 + broad]),
        `${what}: how broad they are`,
      )
    }
  })

  await t.test('it is the same on every processor', async (t) => {
    const [one = ''] = await studio.render(film)
    const [other = ''] = await studio.render(film, ['-cpuflags', 'sse2'])
    t.equal(await sha256Of(one), await sha256Of(other))
  })

  await t.test('the plan names it, and ffmpeg is given a copy that goes by a name of its own', async (t) => {
    const plan = studio.plan(film)
    t.same(
      plan.fonts,
      [
        {
          fileName: `${facts.sha256}.ttf`,
          sha256: facts.sha256,
          own: { unitsPerEm: 1000, ascent: 800, descent: 200 },
        },
      ],
      'once',
    )
    t.same(plan.sources, [{ sha256: facts.sha256, sizeBytes: 1, demuxer: 'font' }])
    const files = (await studio.commands(film)).flatMap((command) => command.files)
    const family = `fw${facts.sha256.slice(0, 24)}`
    t.same(
      files.filter((file) => 'font' in file).map((file) => file.font.family),
      [family],
    )
    const [script] = files
      .flatMap((file) => ('text' in file && file.path.endsWith('.txt') ? [file.text] : []))
      .slice(-1)
    t.match(script, new RegExp(`^Style: letters,${family},20,`, 'm'))
  })

  await t.test('what it cannot do is told by its name', async (t) => {
    const problemsOf = (clip: object) => {
      const resolution = resolveEdit(
        edit(10, [{ kind: 'video', clips: [{ type: 'text', text: 'A', duration: 1, ...clip }] }]),
        studio.assets(),
      )
      return resolution.ok
        ? []
        : resolution.problems.map(({ reason, pointer, message }) => [reason, pointer, message])
    }
    t.same(problemsOf({ font, text: 'A𒀀' }), [
      [
        'GLYPH_MISSING',
        '/tracks/0/clips/0/text',
        'neither Blocks nor any font of Framewright has "𒀀" (U+12000)',
      ],
    ])
    t.match(problemsOf({ font, style: 'italic' }), [
      ['FONT_STYLE', '/tracks/0/clips/0/style', /as slanted as its file is/],
    ])
    t.match(problemsOf({ font, weight: 'bold' }), [
      ['FONT_WEIGHT', '/tracks/0/clips/0/weight', /as bold as its file is/],
    ])
    const nobody = '00000000-0000-4000-8000-00000000ffff'
    t.match(problemsOf({ font: { asset: nobody } }), [['ASSET_UNKNOWN', '/tracks/0/clips/0/font/asset']])
    const photo = await studio.image('photo.png', 'color=red:s=8x8', { width: 8, height: 8 })
    t.match(problemsOf({ font: { asset: photo.facts.assetId } }), [
      ['ASSET_KIND_MISMATCH', '/tracks/0/clips/0/font/asset'],
    ])
    const misused = edit(10, [
      { kind: 'video', clips: [{ type: 'image', asset: facts.assetId, duration: 1 }] },
    ])
    const resolution = resolveEdit(misused, studio.assets())
    t.match(resolution, { ok: false, problems: [{ reason: 'ASSET_KIND_MISMATCH', remedy: /"font"/ }] })
  })
})

const isLit = (frame: Frame, x: number, y: number): boolean => (frame.red[y * width + x] ?? 0) > 127

/** From which row to before which, of each line. */
function rowsOf(frame: Frame): number[][] {
  const lines: number[][] = []
  for (let y = 0; y < height; y++) {
    const isOn = Array.from({ length: width }, (_, x) => isLit(frame, x, y)).includes(true)
    const last = lines.at(-1)
    if (isOn && last?.[1] === y) last[1] = y + 1
    else if (isOn) lines.push([y, y + 1])
  }
  return lines
}

function columnsOf(frame: Frame, y: number): number[] {
  const lit = Array.from({ length: width }, (_, x) => x).filter((x) => isLit(frame, x, y))
  return [lit[0] ?? NaN, (lit.at(-1) ?? NaN) + 1]
}

/** To a pixel: what stands between two is drawn in gray. */
function near(
  t: Test,
  found: readonly (number | number[])[],
  wanted: readonly (number | number[])[],
  message: string,
) {
  const [one, other] = [found.flat(), wanted.flat()]
  const isNear =
    one.length === other.length && one.every((value, at) => Math.abs(value - (other[at] ?? NaN)) <= 1)
  t.ok(isNear, message, { found: one, wanted: other })
}
