import { test } from 'tap'
import { parseCpuMs, readCpuMs } from '../src/run/cpu-time.ts'
import { keepTail, splitLines } from '../src/run/lines.ts'
import { fractionOf, readProgress, type FrameCounter } from '../src/run/progress.ts'

const block = (frame: string, fps: string, progress = 'continue') =>
  `frame=${frame}\nfps=${fps}\nstream_0_0_q=28.0\nbitrate=N/A\nout_time=00:00:01.00\nspeed=1.5x\nprogress=${progress}\n`

const heardOf = (...chunks: string[]): FrameCounter[] => {
  const heard: FrameCounter[] = []
  const progress = readProgress((counter) => heard.push(counter))
  for (const chunk of chunks) progress.push(chunk)
  return heard
}

test('a block is heard once, when it is whole, however it is cut into chunks', (t) => {
  const text = block('12', '24.50') + block('60', '30.00', 'end')
  const expected = [
    { frame: 12, framesPerSecond: 24.5 },
    { frame: 60, framesPerSecond: 30 },
  ]
  t.same(heardOf(text), expected)
  t.same(heardOf(...text), expected, 'one character at a time')
  t.same(heardOf(text.replaceAll('\n', '\r\n')), expected)
  t.same(heardOf(text.slice(0, text.indexOf('progress=')), 'progress=contin'), [])
  t.end()
})

test('what ffmpeg does not know yet is not made up', (t) => {
  t.same(heardOf(block('0', '0.00')), [{ frame: 0, framesPerSecond: null }])
  t.same(heardOf(block('N/A', 'N/A')), [{ frame: 0, framesPerSecond: null }])
  t.same(
    heardOf('out_time_us=1000\nprogress=continue\n'),
    [{ frame: 0, framesPerSecond: null }],
    'sound alone',
  )
  t.same(heardOf(block('9', '3'), 'speed=N/A\nprogress=end\n').at(-1), { frame: 9, framesPerSecond: 3 })
  t.end()
})

test('the fraction stays between 0 and 1', (t) => {
  t.equal(fractionOf(15, 60), 0.25)
  t.equal(fractionOf(61, 60), 1)
  t.equal(fractionOf(10, 0), 0, 'a command without frames')
  t.end()
})

test('CPU time is that of the process and of its ended children, whatever its name is', (t) => {
  const stat = '4711 (a (b) c) R 1 4711 4711 0 -1 4194304 1 2 3 4 150 30 20 5 20 0 9 0 1 1 1'
  t.equal(parseCpuMs(stat), 2050)
  t.equal(parseCpuMs('nonsense'), null)
  t.end()
})

test('CPU time is unknown of a process that is gone', async (t) => {
  t.equal(await readCpuMs(2 ** 22 + 1), null)
  if (process.platform === 'linux') t.ok((await readCpuMs(process.pid))! > 0)
})

test('lines are whole, and one without an end is cut', (t) => {
  const lines: string[] = []
  const splitter = splitLines((line) => lines.push(line))
  for (const chunk of ['a', 'b\nc\r', '\n\nd']) splitter.push(chunk)
  t.same(lines, ['ab', 'c', ''])
  splitter.end()
  t.same(lines, ['ab', 'c', '', 'd'])
  splitter.push('x'.repeat(100_000))
  t.equal(lines.length, 5)
  t.end()
})

test('of stderr the last lines are kept, each no longer than an event may carry', (t) => {
  const tail = keepTail()
  for (let at = 1; at <= 100; at += 1) tail.push(`${at} ${'x'.repeat(2_000)}`)
  tail.push('  ')
  t.equal(tail.lines().length, 40)
  t.match(tail.lines()[39], /^100 x/)
  t.ok(tail.lines().every((line) => line.length === 1_000))
  t.end()
})
