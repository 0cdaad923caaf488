import { test } from 'tap'
import { decimal, escapeOption, filter, openGraph } from '../src/filter-syntax.ts'

test('numbers never have an exponent', async (t) => {
  t.same([1e-7, 0.5, 3, 1e15, -0.25, 0.1 + 0.2].map(decimal), [
    '0.0000001',
    '0.5',
    '3',
    '1000000000000000',
    '-0.25',
    '0.3',
  ])
  t.throws(() => decimal(NaN))
})

test('a value is escaped for its option and for the graph', async (t) => {
  t.equal(escapeOption('/plain/path-1.txt'), '/plain/path-1.txt')
  t.equal(escapeOption("it's"), "it\\\\\\'s")
  t.equal(escapeOption('a:b'), 'a\\\\:b')
  t.equal(escapeOption('a,b;[c]'), 'a\\,b\\;\\[c\\]')
  t.equal(escapeOption('a\\b'), 'a\\\\\\\\b')
})

test('streams get labels by themselves, and are taken once', async (t) => {
  const graph = openGraph('bicubic')
  const [left, right] = graph.split(graph.input(0, 'v:0'), 2, 'video')
  if (left === undefined || right === undefined) throw new Error('a split has its outputs')
  const out = graph.chain([left, right], filter('overlay', { x: 1, y: 2 }), filter('null'))
  t.equal(graph.text(), 'sws_flags=bicubic;\n[0:v:0]split=2[s0][s1];\n[s0][s1]overlay=x=1:y=2,null[s2]')
  t.equal(out, 's2')
  t.throws(() => graph.chain([left], filter('null')), /taken once/)
})
