import { ToldPlaces } from '@framewright/api'
import type { QueuePlace } from '@framewright/schemas'
import { test } from 'tap'

const renderId = 'the render'
const place = (position: number | null, startsInSeconds: number, endsInSeconds: number): QueuePlace => ({
  renderId,
  position,
  estimate: { startsInSeconds, endsInSeconds },
})
const unknown: QueuePlace = { renderId, position: 1, estimate: null }

test('a place is told once, and again when it is another one', async (t) => {
  const told = new ToldPlaces()
  t.same(told.news([place(2, 10, 20)], 0), [place(2, 10, 20)])
  t.same(told.news([place(2, 10, 20)], 0), [])
  t.same(told.news([place(1, 10, 20)], 0), [place(1, 10, 20)])
})

test('what a client counts down by itself is not told, what it would get wrong is', async (t) => {
  const told = new ToldPlaces()
  told.news([place(1, 10, 20)], 0)
  t.same(told.news([place(1, 8, 18)], 2_000), [])
  t.same(told.news([place(1, 7.1, 17.1)], 2_000), [], 'less than a second')
  const later = place(1, 9.5, 19.5)
  t.same(told.news([later], 2_000), [later])
})

test('of what takes long a second is nothing, and small errors do not add up unseen', async (t) => {
  const told = new ToldPlaces()
  told.news([place(null, 0, 1_000)], 0)
  t.same(told.news([place(null, 0, 1_040)], 0), [])
  t.same(told.news([place(null, 0, 1_080)], 0), [place(null, 0, 1_080)])
})

test('what is overdue is not told again and again', async (t) => {
  const told = new ToldPlaces()
  told.news([place(1, 2, 4)], 0)
  t.same(told.news([place(1, 0, 2)], 2_000), [])
  t.same(told.news([place(1, 0, 0.5)], 9_000), [])
  t.same(told.news([place(1, 30, 32)], 9_000), [place(1, 30, 32)])
})

test('an estimate that comes or goes is told, and what has left the line is forgotten', async (t) => {
  const told = new ToldPlaces()
  t.same(told.news([unknown], 0), [unknown])
  t.same(told.news([place(1, 1, 2)], 0), [place(1, 1, 2)])
  t.same(told.news([unknown], 0), [unknown])
  t.same(told.news([], 0), [])
  t.same(told.news([unknown], 0), [unknown])
  told.forget()
  t.same(told.news([unknown], 0), [unknown])
})

test('of a long line the beginning is told, and what moves up into it', async (t) => {
  const line = Array.from({ length: 150 }, (_, at) => ({ ...unknown, renderId: `render ${at}` }))
  const told = new ToldPlaces()
  t.same(told.news(line, 0), line.slice(0, 100))
  t.same(told.news(line.slice(1), 0), [line[100]])
})
