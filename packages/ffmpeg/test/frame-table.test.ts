import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'tap'
import { escapeOption } from '../src/filter-syntax.ts'
import { frameTable } from '../src/picture/frame-table.ts'

test('ffmpeg reads out of a table of frames just what was put in', async (t) => {
  const ranges = [3, 40, 5000, 90_000, 3_000_000]
  for (const [at, range] of ranges.entries()) {
    const values = Array.from({ length: 50 }, (_, frame) => ((frame * 7919) % range) - Math.floor(range / 3))
    values.push(range - 1 - Math.floor(range / 3), -Math.floor(range / 3))
    const expression = frameTable(values, 'n', 2)
    const source = `nullsrc=s=16x16:r=1:d=${values.length + 4}`
    const args = [
      '-hide_banner',
      '-nostats',
      '-nostdin',
      '-loglevel',
      'repeat+info',
      '-f',
      'lavfi',
      '-i',
      source,
    ]
    const printed = `select=${escapeOption(`st(5,${expression});print(ld(5));1`)}`
    const { stderr } = await promisify(execFile)('ffmpeg', [...args, '-vf', printed, '-f', 'null', '-'])
    const read = [...stderr.matchAll(/^(?:\[[^\]]*\] )?(-?\d+\.\d+)$/gm)].map((match) => Number(match[1]))
    const wanted = [values[0], values[0], ...values, values.at(-1), values.at(-1)]
    t.same(read, wanted, `range ${ranges[at]}`)
  }
  t.equal(frameTable([7, 7, 7], 'on', 1), '7')
})
