import type { TextAnimation, TextClip } from '@framewright/schemas'
import { textAnimations } from '@framewright/schemas'
import { test } from 'tap'
import { edit, framesIn, height, openStudio, width, type Frame } from './films.ts'

test('texts that come and go', async (t) => {
  const studio = await openStudio(t)
  const size = 20
  /** Of DejaVu Sans Mono, in units of 2048. */
  const cell = (1233 * size) / 2048
  const text = (more: Partial<TextClip>): TextClip => ({
    ...{ type: 'text', text: 'HH HH', font: 'mono', size, align: 'left', position: { x: 0.1, y: 0.5 } },
    ...{ duration: 1, ...more },
  })
  const film = (...clips: TextClip[]) => edit(10, [{ kind: 'video', clips }])
  const animation = (type: TextAnimation['type'], duration: number) => ({ type, duration })

  await t.test('letters and words come one after the other, in their places, and go backwards', async (t) => {
    const clips = [
      text({ animateIn: animation('typewriter', 0.5), animateOut: animation('words', 0.2) }),
      text({ animateIn: animation('words', 0.4), animateOut: animation('typewriter', 0.5), duration: 0.9 }),
    ]
    const frames = await framesIn((await studio.render(film(...clips)))[0] ?? '')
    const typed = frames.map((frame) =>
      [0, 1, 3, 4].filter((at) => hasInk(frame, 16 + at * cell, 16 + (at + 1) * cell)).join(''),
    )
    // Five signs in five frames: the space is one of them. Two words in four, and in two.
    t.same(typed.slice(0, 10), ['', '0', '01', '01', '013', ...Array<string>(3).fill('0134'), '01', ''])
    t.same(typed.slice(10), ['', '', '01', '01', '013', '01', '01', '0', ''])
  })

  await t.test('a text slides in from outside, and out on the other side', async (t) => {
    const clips = (['slide-left', 'slide-right', 'slide-up', 'slide-down'] as const).map((type) =>
      text({
        ...{ text: 'HHH', duration: 0.7, animateIn: animation(type, 0.2), animateOut: animation(type, 0.2) },
        ...{ align: 'center', position: { x: 0.5, y: 0.5 } },
      }),
    )
    const frames = await framesIn((await studio.render(film(...clips)))[0] ?? '')
    // Half way in time an eighth of the way is left: 1 - (1 - 1/2)³ of it is done.
    const eighth = {
      left: [width / 8, 0],
      right: [-width / 8, 0],
      up: [0, height / 8],
      down: [0, -height / 8],
    }
    for (const [at, [dx = 0, dy = 0]] of Object.values(eighth).entries()) {
      const [first, half, rest, , , leaving, last] = frames.slice(7 * at, 7 * at + 7).map(middleOf)
      t.same([first, last], [null, null], 'it begins and ends out of sight')
      t.ok(isNear(rest, [width / 2, middleOf(frames[2] ?? never())?.[1] ?? 0]), 'and stands still between')
      const [x, y] = rest ?? [0, 0]
      t.ok(isNear(half, [x + dx, y + dy]), `comes from there: ${half?.join()}`)
      t.ok(isNear(leaving, [x - dx, y - dy]), `goes on in its direction: ${leaving?.join()}`)
    }
  })

  await t.test('a text pops up from nothing, beyond its size and back', async (t) => {
    const pop = text({
      ...{ text: 'HHH', animateIn: animation('pop', 0.5), duration: 0.8, color: '#000000' },
      // Of a box all between its edges is to be seen.
      ...{ align: 'center', position: { x: 0.5, y: 0.5 }, box: { color: '#ffffff', padding: 4 } },
    })
    const frames = await framesIn((await studio.render(film(pop)))[0] ?? '')
    const broad = frames.map(widthOfInk)
    const whole = broad[7] ?? 0
    t.equal(broad[0], 0)
    // 1 + 2.70158 (p - 1)³ + 1.70158 (p - 1)² at p = 1/5, 2/5, 3/5, 4/5.
    const shares = [0.7057, 1.029, 1.0994, 1.0465]
    for (const [n, share] of shares.entries()) {
      t.ok(
        Math.abs((broad[n + 1] ?? 0) - share * whole) <= 2,
        `frame ${n + 1}: ${broad[n + 1]} of ${share * whole}`,
      )
    }
  })

  await t.test('they are the same on every processor', async (t) => {
    const clips = textAnimations.map((type) =>
      text({
        animateIn: animation(type, 0.2),
        duration: 0.3,
        stroke: { color: '#ff0000' },
        box: { color: '#0000ff80' },
      }),
    )
    const plain = await studio.compose(film(...clips))
    t.ok(plain.equals(await studio.compose(film(...clips), ['-cpuflags', 'sse2'])))
  })
})

function columnsOf(frame: Frame): number[] {
  return Array.from({ length: width }, (_, x) => x).filter((x) =>
    Array.from({ length: height }, (_, y) => y).some((y) => (frame.luma[y * width + x] ?? 0) > 100),
  )
}
function rowsOf(frame: Frame): number[] {
  return Array.from({ length: height }, (_, y) => y).filter((y) =>
    frame.luma.subarray(y * width, (y + 1) * width).some((luma) => luma > 100),
  )
}

const hasInk = (frame: Frame, left: number, right: number): boolean =>
  columnsOf(frame).some((x) => x >= left + 1 && x < right - 1)

const widthOfInk = (frame: Frame): number => {
  const columns = columnsOf(frame)
  return (columns.at(-1) ?? -1) - (columns[0] ?? 0) + 1
}

function middleOf(frame: Frame): [number, number] | null {
  const [columns, rows] = [columnsOf(frame), rowsOf(frame)]
  if (columns.length === 0) return null
  const middle = (places: readonly number[]) => ((places[0] ?? 0) + (places.at(-1) ?? 0) + 1) / 2
  return [middle(columns), middle(rows)]
}

const isNear = (found: [number, number] | null | undefined, [x, y]: [number, number]): boolean =>
  found != null && Math.abs(found[0] - x) <= 1.5 && Math.abs(found[1] - y) <= 1.5

function never(): never {
  throw new Error('the film has fewer frames than it should')
}
