import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { test } from 'tap'
import { slotsOf } from '../src/capacity.ts'
import { createRoom, type Place } from '../src/room.ts'

const never = new AbortController().signal

test('one asks at a time, as long as anything is free', async (t) => {
  const room = createRoom(2)
  const first = await room.ask(never)
  const second = room.ask(never)
  t.equal(await Promise.race([second, nextTurn('not yet')]), 'not yet')
  const places = [room.take(1)]
  first!.end()
  const asking = await second
  places.push(room.take(1))
  asking!.end()
  const third = room.ask(never)
  t.equal(await Promise.race([third, nextTurn('not yet')]), 'not yet', 'nothing is free')
  for (const place of places) place!.leave()
  ;(await third)!.end()
  t.equal(room.taken, 0)
})

test('who waits to ask may give up', async (t) => {
  const room = createRoom(1)
  room.take(1)
  const stopping = new AbortController()
  const asking = room.ask(stopping.signal)
  stopping.abort()
  t.equal(await asking, null)
})

test('what needs more than all of it takes all of it, and the next waits', async (t) => {
  const room = createRoom(2)
  const place = room.take(6)
  t.equal(room.taken, 2)
  t.equal(room.take(1), null)
  const next = room.ask(never)
  place!.leave()
  ;(await next)!.end()
})

test('while something large is waited for nothing else is taken, and then it has its place', async (t) => {
  const room = createRoom(3)
  const places = [room.take(1), room.take(1)]
  const saved = room.save(3, never)
  t.equal(room.take(1), null, 'though one is free')
  t.equal(await room.save(2, never), null, 'one such item at a time')
  const asking = room.ask(never)
  t.equal(await Promise.race([asking, nextTurn('not yet')]), 'not yet')
  for (const place of places) place!.leave()
  const place = await saved
  t.equal(room.taken, 3)
  place!.leave()
  ;(await asking)!.end()
  t.not(room.take(1), null)
})

test('a wait that is broken off lets others in again', async (t) => {
  const room = createRoom(2)
  const place = room.take(1)
  const stopping = new AbortController()
  const saved = room.save(2, stopping.signal)
  stopping.abort()
  t.equal(await saved, null)
  t.not(room.take(1), null)
  place!.leave()
})

test('who has handed something back asks for nothing for a moment', async (t) => {
  const room = createRoom(1)
  room.rest(500)
  const asking = room.ask(never)
  t.equal(await Promise.race([asking, nextTurn('not yet')]), 'not yet')
  ;(await asking)!.end()
})

test('whatever comes and goes, no more is taken than there is', async (t) => {
  const step = fc.record({ slots: fc.integer({ min: 1, max: 9 }), leaves: fc.nat(5) })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 60 }), (slots, steps) => {
      const room = createRoom(slots)
      const places: { place: Place; slots: number }[] = []
      for (const { slots: needed, leaves } of steps) {
        const free = slots - room.taken
        const own = Math.min(needed, slots)
        const place = room.take(needed)
        if ((place !== null) !== own <= free) throw new Error(`${own} of ${free} that are free`)
        if (place !== null) places.push({ place, slots: own })
        for (const { place: old } of places.splice(0, leaves)) old.leave()
        const sum = places.reduce((total, one) => total + one.slots, 0)
        if (room.taken !== sum || sum > slots) throw new Error(`${room.taken} are taken, ${sum} are held`)
      }
    }),
  )
  t.pass()
})

test('a machine has a slot for two cores, and for each gibibyte that goes with them', async (t) => {
  const gibibyte = 1024 ** 3
  const slots = (cores: number, memory: number) => slotsOf({ cores, memoryBytes: memory * gibibyte })
  t.same([slots(1, 0.5), slots(2, 8), slots(16, 64), slots(16, 4)], [1, 1, 8, 4])
})
