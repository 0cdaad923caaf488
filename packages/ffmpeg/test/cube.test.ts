import { test } from 'tap'
import { cubeText, parseCube } from '../src/effects/cube.ts'

const ramp = 'LUT_1D_SIZE 3\n0 0 0\n.5 0.5 5e-1\n1 1 1'

test('a .cube is read as programs write it', async (t) => {
  const text = `\uFEFF# by hand\r\nTITLE "a b"\r\n\r\nLUT_3D_SIZE 2\r\nDOMAIN_MIN 0 0 0\r\nDOMAIN_MAX 1.0 1.0 1.0\r\n${'0.5 -0.1 1.2\r\n'.repeat(8)}`
  const cube = parseCube(text)
  t.match(cube, { dimensions: 3, size: 2 })
  t.equal(cube.rows.length, 8)
  t.same(cube.rows[7], [0.5, -0.1, 1.2])
  t.match(parseCube(ramp), {
    dimensions: 1,
    size: 3,
    rows: [
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [1, 1, 1],
    ],
  })
})

test('what is wrong with a .cube is said with its line', async (t) => {
  const wrong: readonly [string, RegExp][] = [
    ['', /^Line 1: there is no LUT/],
    ['0 0 0', /^Line 1: .*before/],
    ['LUT_3D_SIZE 1', /^Line 1: LUT_3D_SIZE is a number from 2 to 65/],
    ['LUT_3D_SIZE 66', /^Line 1/],
    ['\nLUT_3D_SIZE 2\nLUT_1D_SIZE 2', /^Line 3: the size is said twice/],
    [`${ramp}\n1 1 1`, /^Line 5: there are more than 3 entries/],
    ['LUT_1D_SIZE 3\n0 0 0', /^Line 2: the table ends after 1 of 3/],
    ['LUT_1D_SIZE 2\n0 0\n1 1 1', /^Line 2: an entry is three numbers/],
    ['LUT_1D_SIZE 2\n0 nan 0\n1 1 1', /^Line 2: an entry/],
    ['LUT_1D_SIZE 2\n0 1e9 0\n1 1 1', /^Line 2: an entry/],
    ['LUT_1D_SIZE 2\nDOMAIN_MAX 2 2 2', /^Line 2: DOMAIN_MAX is not 1 1 1/],
    ['LUT_1D_SIZE 2\nmovie=x', /^Line 2: "movie=x" is no keyword/],
    [`${ramp}\nTITLE "late"`, /^Line 5: "TITLE" stands among the values/],
  ]
  for (const [text, message] of wrong) t.throws(() => parseCube(text), { name: 'CubeInvalid', message }, text)
})

test('it is written anew, mixed with what goes in', async (t) => {
  const inverted = parseCube('LUT_1D_SIZE 2\n1 1 1\n0 0 0')
  t.equal(cubeText(inverted, 0.25), 'LUT_1D_SIZE 2\n0.250000 0.250000 0.250000\n0.750000 0.750000 0.750000\n')
  const corners = Array.from({ length: 8 }, (_, at) => [at & 1, (at >> 1) & 1, at >> 2].join(' '))
  const same = `LUT_3D_SIZE 2\n${corners.join('\n')}\n`
  t.equal(
    cubeText(parseCube(same), 0.5),
    same.replace(/[01](?=[ \n])/g, '$&.000000').replace('SIZE 2.000000', 'SIZE 2'),
  )
})
