import type { CaptionsClip } from '@framewright/schemas'
import { test } from 'tap'
import { edit, framesIn, height, openStudio, width, type Frame } from './films.ts'

const film = (clips: CaptionsClip[], tracks = clips.map((clip) => [clip])) =>
  edit(
    10,
    tracks.map((clips) => ({ kind: 'video', clips })),
  )

test('captions', async (t) => {
  const studio = await openStudio(t)
  // An H of DejaVu Sans Mono is 1233 of 2048 units broad; a line reaches from 1901 above its letters to 483 below.
  const size = 20
  const cell = (1233 * size) / 2048
  const spoken = (text: string, start: number, end: number) => ({ text, start, end })

  await t.test(
    'the word that is spoken is lit, on its frames alone, and its box ends where it does',
    async (t) => {
      const captions: CaptionsClip = {
        ...{ type: 'captions', font: 'mono', size, align: 'left', verticalAlign: 'top', duration: 1.2 },
        words: [spoken('HH', 0.2, 0.3), spoken('HHH', 0.4, 0.6), spoken('HH', 0.7, 0.9)],
        ...{ position: { x: 0.1, y: 0.1 }, maxWidth: 1, color: '#ff0000' },
        box: { color: '#000080', padding: 3 },
        activeWord: { color: '#00ff00', box: { color: '#ffffff40', padding: 2 } },
      }
      const frames = await framesIn((await studio.render(film([captions])))[0] ?? '')
      t.equal(frames.length, 12)
      const starts = [0, 3, 7].map((letters) => 16 + letters * cell)
      const ends = [2, 6, 9].map((letters) => 16 + letters * cell)
      const lit = frames.map((frame) =>
        starts.flatMap((start, word) => (hasGreen(frame, start, ends[word] ?? 0) ? [word] : [])),
      )
      t.same(lit, [[], [], [0], [0], [1], [1], [1], [2], [2], [], [], []])
      t.same(
        frames.map((frame) => hasRed(frame, 16, 16 + 9 * cell)),
        frames.map((_, n) => n >= 2 && n < 9),
        'the cue stays from its first word to the end of its last',
      )
      // Above the letters, which end 0.73 sizes above their baseline, and within the line.
      const row = 11
      const whole = columnsOf(frames[5] ?? never(), row, ({ blue }) => blue > 60)
      near(t, whole, [16 - 3, 16 + 9 * cell + 3], 'the box of the line')
      const active = columnsOf(frames[5] ?? never(), row, ({ green }) => green > 30)
      near(t, active, [(starts[1] ?? 0) - 2, (ends[1] ?? 0) + 2], 'that of the word')
    },
  )

  await t.test('cues at one time stand below each other, and what they say is only shown', async (t) => {
    const cues = [
      { text: 'M', start: 0, end: 0.4 },
      { text: 'M', start: 0.2, end: 0.6 },
    ]
    const at = { size: 20, lineHeight: 1.5, maxWidth: 1, color: '#ffffff' }
    const stacked: CaptionsClip = {
      ...{ type: 'captions', cues, ...at, verticalAlign: 'top', position: { x: 0.2, y: 0 } },
    }
    const tricky: CaptionsClip = {
      ...{ type: 'captions', ...at, size: 10, font: 'mono', align: 'left', position: { x: 0.4, y: 0.9 } },
      cues: [{ text: 'a{\\b1}\\N\\nH', start: 0, end: 0.2 }],
    }
    const frames = await framesIn((await studio.render(film([stacked, tricky])))[0] ?? '')
    const hasInk = (frame: Frame, top: number, bottom: number) =>
      inkIn(frame, { left: 0, right: 0.4 * width - 2, top, bottom })
    t.same(
      frames.map((frame) => [hasInk(frame, 0, 30), hasInk(frame, 32, 58)]),
      [
        ...[1, 1].map(() => [true, false]),
        ...[1, 1].map(() => [true, true]),
        ...[1, 1].map(() => [true, false]),
      ],
      'one, both, and the second one in the place of the first',
    )
    const letters = Array.from({ length: 12 }, (_, n) =>
      inkIn(frames[0] ?? never(), {
        ...{ top: 60, bottom: height },
        ...{ left: 0.4 * width + (n * 1233 * 10) / 2048, right: 0.4 * width + ((n + 1) * 1233 * 10) / 2048 },
      }),
    )
    t.same(letters, [...Array.from({ length: 11 }, () => true), false], 'every sign is drawn, on one line')
  })

  await t.test('every font is the one that was asked for', async (t) => {
    // How broad an M is, in units of 2048: known of the fonts.
    const broad = { sans: [1767, 2038], serif: [2097, 2269], mono: [1233, 1233] } as const
    const clips = (['sans', 'serif', 'mono'] as const).flatMap((font) =>
      (['normal', 'bold'] as const).map((weight): CaptionsClip => {
        const cues = [{ text: 'MMMM', start: 0, end: 0.1 }]
        const box = { color: '#ffffff', padding: 1 }
        return { ...{ type: 'captions', cues, font, weight, box, size: 18 }, position: { x: 0.5, y: 0.8 } }
      }),
    )
    const frames = await framesIn((await studio.render(film([], [clips])))[0] ?? '')
    for (const [at, { font, weight }] of clips.entries()) {
      const most = (4 * broad[font as keyof typeof broad][weight === 'bold' ? 1 : 0] * 18) / 2048 + 2
      const columns = Array.from({ length: height }, (_, y) => columnsOf(frames[at] ?? never(), y, isBright))
      const across = Math.max(...columns.map(([from, to]) => to - from))
      t.ok(Math.abs(across - most) <= 1.5, `${font as string} ${weight}: ${across} of ${most}`)
    }
  })

  await t.test('captions are the same on every processor, and with any number of threads', async (t) => {
    const words = ['Ünï', 'سلام', 'AVATAR', '“fff”', 'x'].map((text, n) => spoken(text, n / 5, n / 5 + 0.1))
    const looks = {
      ...{ stroke: { color: '#20406080', width: 2 }, shadow: { color: '#00ff00c0', x: 2, y: 3 } },
      ...{ box: { color: '#c0202060', padding: 4 }, opacity: 0.8, fadeIn: 0.2 },
    }
    const captions: CaptionsClip = {
      ...{ type: 'captions', words, ...looks, size: 17 },
      activeWord: { color: '#ffff00', box: { color: '#0000ff', padding: 1 } },
    }
    const plain = await studio.compose(film([captions]))
    t.ok(plain.length > 0)
    t.ok(plain.equals(await studio.compose(film([captions]), ['-cpuflags', 'sse2'])), 'without AVX')
    t.ok(plain.equals(await studio.compose(film([captions]), ['-filter_complex_threads', '1'])), 'one thread')
  })
})

interface Pixel {
  readonly red: number
  readonly green: number
  readonly blue: number
}

function pixelAt(frame: Frame, x: number, y: number): Pixel {
  const at = y * frame.width + x
  return { red: frame.red[at] ?? 0, green: frame.green[at] ?? 0, blue: frame.blue[at] ?? 0 }
}

const isBright = ({ red, green, blue }: Pixel): boolean => Math.min(red, green, blue) > 110

/** From the first to behind the last pixel of a row that is so. */
function columnsOf(frame: Frame, y: number, isSo: (pixel: Pixel) => boolean): [number, number] {
  const columns = Array.from({ length: frame.width }, (_, x) => x).filter((x) => isSo(pixelAt(frame, x, y)))
  return [columns[0] ?? 0, (columns.at(-1) ?? -1) + 1]
}

interface Edges {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function hasPixel(
  frame: Frame,
  { left, right, top, bottom }: Edges,
  isSo: (pixel: Pixel) => boolean,
): boolean {
  for (let y = Math.ceil(top); y < Math.floor(bottom); y++) {
    for (let x = Math.ceil(left); x < Math.floor(right); x++) if (isSo(pixelAt(frame, x, y))) return true
  }
  return false
}

const inkIn = (frame: Frame, edges: Edges): boolean => hasPixel(frame, edges, ({ green }) => green > 90)
const across = (left: number, right: number): Edges => ({ left, right, top: 0, bottom: height })
const hasGreen = (frame: Frame, left: number, right: number): boolean =>
  hasPixel(frame, across(left, right), ({ red, green }) => green > 150 && red < 90)
const hasRed = (frame: Frame, left: number, right: number): boolean =>
  hasPixel(frame, across(left, right), ({ red, green }) => red > 150 && green < 90)

function near(
  t: { ok(value: boolean, message: string): unknown },
  found: readonly number[],
  wanted: readonly number[],
  what: string,
): void {
  const isNear = wanted.every((edge, at) => Math.abs((found[at] ?? 0) - edge) <= 1)
  t.ok(isNear, `${what} reaches from ${wanted.join(' to ')} (${found.join(' to ')})`)
}

function never(): never {
  throw new Error('the film has fewer frames than it should')
}
