import { test } from 'tap'
import type { TextClip } from '@framewright/schemas'
import { edit, framesIn, openStudio, sha256Of, width, type Frame } from './films.ts'

const size = 40
const middle = 45
/** Where letters stand: 0.36 sizes below the middle of their line. */
const baseline = middle + 0.36 * size
const text = (more: Partial<TextClip>): TextClip => ({
  ...{ type: 'text', text: '', size, duration: 0.1, align: 'left', position: { x: 0.1, y: 0.5 } },
  ...more,
})

/** What is not black: columns and rows of its edges. */
function edgesOf({ luma }: Frame): number[] {
  const lit = [...luma].flatMap((one, at) => (one > 60 ? [at] : []))
  const [columns, rows] = [lit.map((at) => at % width), lit.map((at) => Math.floor(at / width))]
  return [Math.min(...columns), Math.max(...columns) + 1, Math.min(...rows), Math.max(...rows) + 1]
}

test('Noto, and what it sends for', async (t) => {
  const studio = await openStudio(t)
  const film = edit(10, [
    {
      kind: 'video',
      clips: [
        text({ text: 'H', font: 'noto-sans' }),
        text({ text: '👋', font: 'noto-sans' }),
        text({ text: '👋', size: 30, font: 'mono' }),
        // Read from right to left: the letter comes first, and stands last.
        text({ text: 'שl', font: 'noto-serif' }),
        text({ text: 'lש', font: 'noto-serif' }),
        text({ text: '愛👋🏽x', animateIn: { type: 'typewriter', duration: 0.1 }, duration: 0.2 }),
      ],
    },
  ])
  const [path = ''] = await studio.render(film)
  const frames = await framesIn(path)

  await t.test('letters and emoji are as large as their fonts say, on one line', async (t) => {
    // xMin, xMax, yMax, yMin of their outlines in the files, and the units of a size.
    const outlines = [
      { box: [97, 643, 714, 0], units: 1000, size },
      { box: [275, 2325, 1740, -340], units: 2048, size },
      { box: [275, 2325, 1740, -340], units: 2048, size: 30 },
    ]
    for (const [at, { box, units, size }] of outlines.entries()) {
      const [left = 0, right = 0, top = 0, bottom = 0] = box.map((one) => (one * size) / units)
      const stands = middle + 0.36 * size
      const expected = [16 + left, 16 + right, stands - top, stands - bottom]
      const found = edgesOf(frames[at] as Frame)
      const isNear = found.every((one, side) => Math.abs(one - (expected[side] ?? 0)) <= 1.6)
      t.ok(isNear, `${found.join(' ')} for ${expected.join(' ')}`)
    }
  })

  await t.test('a line goes the way of its first letter', async (t) => {
    // An l is a stem: of its top there is more than of a shin, which is no higher than an x of Latin.
    const rowOfTops = Math.round(baseline - 0.74 * size)
    const stemOf = (frame: Frame) => {
      const row = frame.luma.subarray(rowOfTops * width, (rowOfTops + 1) * width)
      return row.indexOf(Math.max(...row)) - 16
    }
    t.ok(stemOf(frames[3] as Frame) < 16, `${stemOf(frames[3] as Frame)}: left of it`)
    t.ok(stemOf(frames[4] as Frame) < 16, `${stemOf(frames[4] as Frame)}: before it`)
  })

  await t.test('it comes letter by letter, a picture with its tone as one', async (t) => {
    t.equal(Math.max(...(frames[5]?.luma ?? [])), 16)
    t.ok((edgesOf(frames[6] as Frame)[1] ?? 0) > 100)
  })

  await t.test('it is the same on every processor', async (t) => {
    const [other = ''] = await studio.render(film, ['-cpuflags', 'sse2'])
    t.equal(await sha256Of(path), await sha256Of(other))
  })
})
