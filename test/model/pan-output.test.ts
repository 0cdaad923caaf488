import { test } from 'tap'
import { brokenProperty } from './broken-property.ts'
import { readSearch } from './pan-output.ts'
import { readSteps } from './steps.ts'

const searched = `
(Spin Version 6.5.2 -- 6 December 2019)
State-vector 156 byte, depth reached 98, errors: 0
  5368619 states, stored
1.2e+07 states, matched

pan: elapsed time 13.8 seconds
`
const cut = `pan: reached -DMEMLIM bound\nWarning: Search not completed\n${searched}`
const violated = `pan:1: assertion violated  !(bad[s]) (at depth 38)
pan: wrote m.pml.trail
Warning: Search not completed
State-vector 156 byte, depth reached 43, errors: 1
       43 states, stored
pan: elapsed time 0.01 seconds`

test('a search that came to its end and found nothing holds', (t) => {
  t.strictSame(readSearch(searched), {
    ...{ verdict: 'holds', violation: null, states: 5_368_619, seconds: 13.8 },
  })
  t.end()
})

test('what was found is a violation, and what was cut off, or said nothing, is no proof', (t) => {
  t.match(readSearch(violated), {
    verdict: 'violated',
    violation: '!(bad[s])',
    states: 43,
  })
  t.match(readSearch(cut), { verdict: 'unfinished', violation: null })
  t.match(readSearch(''), { verdict: 'unfinished', states: 0 })
  t.end()
})

test('of a replay the steps are told that change hands, and where it goes round', (t) => {
  const replay = [
    'Starting D with pid 2',
    ' 14:\tproc  4 (Nem:1) m.pml:65 (state 12)\t[inS[0] = 0]',
    '\t\ttick = 0',
    '  <<<<<START OF CYCLE>>>>>',
    '  8:\tproc  5 (Tick:1) m.pml:68 (state 1)\t[tick = (1-tick)]',
  ]
  t.strictSame(readSteps(replay.join('\n')), [
    'Nem 4, line 65: inS[0] = 0',
    '--- and so on, again and again from here:',
  ])
  t.end()
})

test('a violation is of the property that its assertion stands for, or of none', (t) => {
  const work = { model: 'work' } as const
  const p5 = '( !((it[s]>(2*2)))||((((cst[((2*1)-1)]==1)'
  t.strictSame(
    [
      '!(bad[s])',
      'mycl[s]',
      p5,
      '(((((1-crb)+(0-mub))',
      '(planned&&(lastplan==1))',
      'invalid end state',
      null,
    ].map((violation) => brokenProperty(work, violation)),
    ['P2', 'P1', 'P5', 'P4', 'P4', null, null],
  )
  t.equal(brokenProperty(work, 'acceptance cycle'), 'P3')
  t.equal(brokenProperty({ model: 'relay' }, 'acceptance cycle'), 'relay')
  t.end()
})
