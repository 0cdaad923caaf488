import { test } from 'tap'
import { buildCommands } from '../src/command.ts'
import { edit, framesIn, height, mean, openStudio, width, type Area, type Frame } from './films.ts'

const specials = "':,;[]\\%{}"

test('texts', async (t) => {
  const studio = await openStudio(t)

  await t.test('a text is drawn literally, where it should be, as long as it should be', async (t) => {
    const size = 24
    const [path = ''] = await studio.render(
      edit(10, [
        {
          kind: 'video',
          clips: [
            {
              ...{ type: 'text', text: specials, start: 0.2, duration: 0.3, size, font: 'mono' },
              ...{ align: 'left', position: { x: 0.05, y: 0.5 } },
            },
          ],
        },
        {
          kind: 'video',
          clips: [{ type: 'text', text: '%{n}', duration: 0.6, size: 10, position: { x: 0.5, y: 0.05 } }],
        },
      ]),
    )
    const frames = await framesIn(path)
    t.equal(frames.length, 6)
    // Each sign of DejaVu Sans Mono is 0.602 of its size wide: one in each cell, none beyond.
    const cells = Array.from({ length: 11 }, (_, n) => cell(n, size))
    const drawn = (n: number) => cells.map((area) => brightest(frames[n] ?? never(), area) > 100)
    t.same(
      drawn(1),
      Array.from({ length: 11 }, () => false),
    )
    t.same(drawn(2), [...Array.from({ length: 10 }, () => true), false])
    t.same(
      drawn(5),
      Array.from({ length: 11 }, () => false),
    )
    const top: Area = { x: 0, y: 0, width, height: 14 }
    t.same(
      frames.map((frame) => mean(frame, top)),
      frames.map(() => mean(frames[0] ?? never(), top)),
      'what looks like a counter does not count',
    )
  })

  await t.test(
    'lines stand below each other, and a box, a stroke and a shadow have their colours',
    async (t) => {
      const [path = ''] = await studio.render(
        edit(10, [
          {
            kind: 'video',
            clips: [
              {
                ...{
                  type: 'text',
                  text: 'HHHH\n\nHH',
                  duration: 0.4,
                  size: 20,
                  color: '#ff0000',
                  fadeIn: 0.2,
                },
                ...{ box: { color: '#00ff00', padding: 2 } },
              },
              {
                ...{ type: 'text', text: 'H', duration: 0.2, size: 60, color: '#ff0000', opacity: 0.5 },
                ...{ stroke: { color: '#0000ff', width: 3 } },
              },
            ],
          },
        ]),
      )
      const frames = await framesIn(path)
      const boxed = frames[3] ?? never()
      const rows = [21, 45, 69].map((y): Area => ({ x: 40, y: y - 9, width: 80, height: 18 }))
      const greenIn = rows.map((area) => mean(boxed, area, 'green') > 60)
      t.same(greenIn, [true, false, true])
      t.ok(
        mean(boxed, rows[0] ?? never(), 'red') > 1.5 * mean(boxed, rows[2] ?? never(), 'red'),
        'four letters and two',
      )
      t.ok(brightest(frames[0] ?? never(), { x: 0, y: 0, width, height }) < 20, 'a fade begins with nothing')
      const half =
        mean(frames[1] ?? never(), rows[0] ?? never(), 'green') / mean(boxed, rows[0] ?? never(), 'green')
      t.ok(Math.abs(half - 0.5) < 0.05, `half way it is half there (${half})`)
      const stem: Area = { x: 63, y: 35, width: 3, height: 10 }
      t.ok(Math.abs(mean(frames[5] ?? never(), stem, 'red') - 128) < 30, 'half of red')
      const stroked = frames[5] ?? never()
      const blues = Array.from({ length: width }, (_, x) =>
        mean(stroked, { x, y: 35, width: 1, height: 10 }, 'blue'),
      )
      t.ok(Math.max(...blues) > 90, 'with a stroke in blue')
    },
  )

  await t.test('a broken text is no broader than it may be, wherever its block stands', async (t) => {
    const words = 'Illicit Types: “AWAY To Äthiopien” fff WAVE, incomprehensibilities'
    const at = (verticalAlign: 'top' | 'bottom', font: 'sans' | 'serif', size: number) => ({
      ...{ type: 'text' as const, text: words, duration: 0.1, size, font, maxWidth: 0.5 },
      ...{ verticalAlign, lineHeight: 1, position: { x: 0.5, y: verticalAlign === 'top' ? 0 : 1 } },
      box: { color: '#ffffff', padding: 0 },
    })
    const looks = [at('top', 'sans', 9), at('bottom', 'serif', 11), at('top', 'serif', 13)]
    const [path = ''] = await studio.render(edit(10, [{ kind: 'video', clips: looks }]))
    const frames = await framesIn(path)
    const bright = (frame: Frame, x: number, y: number) => (frame.luma[y * width + x] ?? 0) > 90
    for (const [n, { size, verticalAlign }] of looks.entries()) {
      const frame = frames[n] ?? never()
      const columns = Array.from({ length: width }, (_, x) => x).filter((x) =>
        Array.from({ length: height }, (_, y) => y).some((y) => bright(frame, x, y)),
      )
      const across = (columns.at(-1) ?? 0) - (columns[0] ?? 0) + 1
      t.ok(across <= 80, `${across} pixels of 80 at size ${size}`)
      t.ok(across > 60, 'and no narrower than it has to be')
      const edge = verticalAlign === 'top' ? [0, size] : [height - size, height]
      const far = verticalAlign === 'top' ? [height - 6, height] : [0, 6]
      const hasInk = ([from = 0, to = 0]: number[]) =>
        brightest(frame, { x: 0, y: from, width, height: to - from }) > 90
      t.ok(hasInk(edge), `it begins at the ${verticalAlign}`)
      t.notOk(hasInk(far), 'and does not reach to the other end')
    }
  })

  await t.test('no caption changes the graph, whatever it says', async (t) => {
    const next = random(42)
    const captions = Array.from({ length: 400 }, () => caption(next))
    const command = (text: string) => {
      const clip = { type: 'text' as const, text, duration: 1 }
      const commands = buildCommands(studio.plan(edit(10, [{ kind: 'video', clips: [clip] }])), {
        folder: '/scratch',
        sourcePath: () => '/never',
      })
      return commands[0] ?? never()
    }
    const plain = command('x')
    for (const text of captions) {
      const { args, files } = command(text)
      t.same(args, plain.args)
      t.match(files[0], { text })
    }
    // And ffmpeg draws them: forty at once, each on a line of its own.
    const [path = ''] = await studio.render(
      edit(10, [
        {
          kind: 'video',
          clips: captions.slice(0, 40).map((text) => ({ type: 'text', text, duration: 0.1, size: 12 })),
        },
      ]),
    )
    const frames = await framesIn(path)
    t.equal(frames.length, 40)
    t.ok(frames.every((frame) => brightest(frame, { x: 0, y: 30, width, height: height - 60 }) > 60))
  })
})

const cell = (n: number, size: number): Area => ({
  x: Math.round(width * 0.05 + n * 0.602 * size),
  y: height / 2 - size,
  width: Math.floor(0.602 * size),
  height: 2 * size,
})

function brightest(frame: Frame, { x, y, width: across, height: down }: Area): number {
  let most = 0
  for (let row = y; row < y + down; row++) {
    for (let column = x; column < x + across; column++) {
      const at = row * frame.width + column
      most = Math.max(most, frame.red[at] ?? 0, frame.green[at] ?? 0, frame.blue[at] ?? 0)
    }
  }
  return most
}

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const morsels = [
  ...[
    ...specials,
    '"',
    '`',
    '$',
    '\t'.trim(),
    '=',
    '|',
    '&',
    '<',
    '>',
    '#',
    '~',
    '-',
    ' ',
    'ä',
    '☃',
    '😀',
    '\u202e',
    'ش',
  ],
  ...[
    "x',drawtext=textfile=/etc/passwd:text='",
    '%{eif:1:d}',
    "'[s0];movie=/etc/passwd[s1]",
    '\\n',
    "\\'",
    '-i',
    '/tmp',
  ],
]

function caption(next: () => number): string {
  const parts = Array.from(
    { length: 1 + Math.floor(next() * 12) },
    () => morsels[Math.floor(next() * morsels.length)],
  )
  return `M${parts.join('')}`
}

function never(): never {
  throw new Error('the film has fewer frames than it should')
}
