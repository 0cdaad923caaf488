import { createShares, releaseOrder, type OrderOptions } from '@framewright/dispatcher'
import { test } from 'tap'

const ageStepMs = 60_000
const now = new Date('2026-01-01T12:00:00.000Z')

type Waiting = Parameters<typeof releaseOrder>[0][number]

const waiting = (itemId: string, userId: string, { urgency = 5, seconds = 0 } = {}): Waiting => ({
  item_id: itemId,
  user_id: userId,
  class: urgency,
  chunk_number: null,
  slots: 1,
  work: 100,
  queued_at: new Date(now.getTime() - seconds * 1_000),
  ages: true,
})

/** `underWay`: how many such items somebody has released and unfinished. */
const order = (
  rows: readonly Waiting[],
  { underWay = new Map(), ...options }: Partial<OrderOptions> & { underWay?: Map<string, number> } = {},
): string[] =>
  releaseOrder(rows, {
    now,
    room: 100,
    mostSlots: 4,
    slotsUnderWay: underWay,
    shares: createShares(new Map([...underWay].map(([userId, items]) => [userId, items * 100]))),
    userCap: 100,
    ageStepMs,
    ...options,
  }).map((row) => row.item_id)

test('the more urgent class goes first, and within it the one that waits longest', async (t) => {
  const rows = [
    waiting('archive', 'ada', { urgency: 9, seconds: 50 }),
    waiting('young', 'ada', { urgency: 3, seconds: 1 }),
    waiting('old', 'ada', { urgency: 3, seconds: 40 }),
    waiting('express', 'ada', { urgency: 1, seconds: 2 }),
  ]
  t.same(order(rows), ['express', 'old', 'young', 'archive'])
})

test('no more is released than there is room for', async (t) => {
  const rows = [waiting('a', 'ada', { seconds: 3 }), waiting('b', 'ada', { seconds: 2 }), waiting('c', 'bob')]
  t.same(order(rows, { room: 2 }), ['a', 'c'])
  t.same(order(rows, { room: 0 }), [])
})

test('nothing starves: whoever waits long enough goes before the most urgent newcomer', async (t) => {
  const archive = waiting('archive', 'ada', { urgency: 9, seconds: 9 * 60 })
  const express = waiting('express', 'bob', { urgency: 1, seconds: 0 })
  t.same(order([express, archive], { room: 1 }), ['archive'])
  const younger = waiting('archive', 'ada', { urgency: 9, seconds: 7 * 60 })
  t.same(order([express, younger], { room: 1 }), ['express'])
})

test('an endless stream of urgent work leaves the archive waiting for a bounded time only', async (t) => {
  const startMs = now.getTime()
  const archive = { ...waiting('archive', 'ada', { urgency: 9 }), queued_at: new Date(startMs) }
  let minutes = 0
  let chosen = ''
  for (; chosen !== 'archive'; minutes += 1) {
    const at = new Date(startMs + minutes * ageStepMs)
    const newcomer = { ...waiting('new', 'bob', { urgency: 1 }), queued_at: at }
    ;[chosen = ''] = order([newcomer, archive], { now: at, room: 1 })
    if (minutes > 100) break
  }
  t.equal(chosen, 'archive')
  t.ok(minutes <= 10, `${minutes} minutes`)
})

test('users take turns: one with a hundred items does not keep another’s first waiting', async (t) => {
  const flood = Array.from({ length: 100 }, (_, at) =>
    waiting(`flood-${at}`, 'ada', { seconds: 50 - at / 10 }),
  )
  const rows = [...flood, waiting('single', 'bob', { seconds: 2 }), waiting('other', 'cleo')]
  t.same(order(rows, { room: 4 }), ['flood-0', 'single', 'other', 'flood-1'])
})

test('turns go on from what each user has under way already', async (t) => {
  const rows = [
    waiting('a1', 'ada', { seconds: 9 }),
    waiting('a2', 'ada', { seconds: 8 }),
    waiting('b1', 'bob', { seconds: 2 }),
    waiting('b2', 'bob', { seconds: 1 }),
  ]
  t.same(order(rows, { room: 3, underWay: new Map([['ada', 2]]) }), ['b1', 'b2', 'a1'])
})

/** Slots come free one by one, the oldest first, and each is filled anew. */
function freeSlots(
  rows: Waiting[],
  { slots, times }: { slots: number; times: number },
): Record<string, number> {
  const underWay: string[] = []
  const shares = createShares()
  const got: Record<string, number> = {}
  for (let turn = 1; turn <= times; turn += 1) {
    const slotsUnderWay = new Map<string, number>()
    for (const userId of underWay) slotsUnderWay.set(userId, (slotsUnderWay.get(userId) ?? 0) + 1)
    const options = { now, room: 1, mostSlots: 4, slotsUnderWay, shares, userCap: 100, ageStepMs }
    const [row] = releaseOrder(rows, options)
    rows.splice(rows.indexOf(row!), 1)
    got[row!.user_id] = (got[row!.user_id] ?? 0) + 1
    shares.serve(row!, { nowMs: now.getTime(), ageStepMs })
    underWay.push(row!.user_id)
    if (underWay.length > slots) underWay.shift()
  }
  return got
}

const many = (userId: string, seconds: number): Waiting[] =>
  Array.from({ length: 200 }, (_, at) => waiting(`${userId}-${at}`, userId, { seconds }))

test('over many releases each user gets as many as the other, however many each has waiting', async (t) => {
  t.same(freeSlots([...many('ada', 50), ...many('bob', 1)], { slots: 4, times: 40 }), { ada: 20, bob: 20 })
  t.same(freeSlots([...many('ada', 50), ...many('bob', 1)], { slots: 5, times: 40 }), { ada: 20, bob: 20 })
})

test('more users than slots: nobody is left out', async (t) => {
  const rows = [...many('ada', 50), ...many('bob', 40), ...many('cleo', 1)]
  t.same(freeSlots(rows, { slots: 1, times: 30 }), { ada: 10, bob: 10, cleo: 10 })
})

test('nobody has more under way than the cap, even if there is room and nobody else waits', async (t) => {
  const rows = Array.from({ length: 5 }, (_, at) => waiting(`a${at}`, 'ada', { seconds: 9 - at }))
  t.same(order(rows, { userCap: 3, underWay: new Map([['ada', 1]]) }), ['a0', 'a1'])
  t.same(order(rows, { userCap: 3, underWay: new Map([['ada', 3]]) }), [])
  const others = [...rows, waiting('late', 'bob', { urgency: 9 })]
  t.same(order(others, { userCap: 3, underWay: new Map([['ada', 3]]) }), ['late'], 'others go on')
})

test('the same backlog gives the same order, in whatever order it was read', async (t) => {
  const rows = Array.from({ length: 30 }, (_, at) =>
    waiting(`item-${String(at).padStart(2, '0')}`, `user-${at % 4}`, {
      urgency: at % 3,
      seconds: (at * 7) % 11,
    }),
  )
  t.same(order(rows), order([...rows].reverse()))
})

/** A film of chunks of which the first is next; nothing of it is under way. */
const film = (userId: string, count: number, { urgency = 5, seconds = 0 } = {}): Waiting[] =>
  Array.from({ length: count }, (_, number) => ({
    ...waiting(`${userId}-${number}`, userId, { urgency, seconds }),
    chunk_number: number,
    ages: number === 0,
  }))

test('the chunks of a film go out by their numbers', async (t) => {
  const rows = film('ada', 12)
  t.same(
    order([...rows].reverse()),
    rows.map((row) => row.item_id),
  )
})

test('what makes a finished film goes before the chunks of another that was asked for with it', async (t) => {
  const assembly = waiting('z-assembly', 'ada', { seconds: 5 })
  t.same(order([...film('ada', 2, { seconds: 5 }), assembly], { room: 2 }), ['z-assembly', 'ada-0'])
})

test('a film of 400 chunks that waits for an hour keeps no newcomer of its class waiting', async (t) => {
  const rows = [...film('ada', 400, { seconds: 3_600 }), waiting('single', 'bob')]
  t.same(
    order(rows, { room: 3 }),
    ['ada-0', 'single', 'ada-1'],
    'its first has waited; the others wait for that',
  )
  const underWay = rows.map((row) => (row.user_id === 'ada' ? { ...row, ages: false } : row))
  t.same(order(underWay, { room: 2, underWay: new Map([['ada', 1]]) }), ['single', 'ada-0'])
})

test('a film of 400 chunks gets on under an endless stream of more urgent work', async (t) => {
  const rows = film('ada', 400, { urgency: 9, seconds: 3_600 })
  const urgent = Array.from({ length: 20 }, (_, at) => waiting(`urgent-${at}`, `user-${at}`, { urgency: 1 }))
  t.same(order([...rows, ...urgent], { room: 3 }), ['ada-0', 'urgent-0', 'urgent-1'])
})

test('two films of two users share the slots, whatever their lengths', async (t) => {
  t.same(order([...film('ada', 400, { seconds: 9 }), ...film('bob', 4, { seconds: 1 })], { room: 6 }), [
    'ada-0',
    'bob-0',
    'ada-1',
    'bob-1',
    'ada-2',
    'bob-2',
  ])
})

test('turns go by the work of it: an hour in 4K counts for as much as the clips that come to it', async (t) => {
  const films = many('ada', 50).map((row) => ({ ...row, work: 1_000 }))
  const got = freeSlots([...films, ...many('bob', 1)], { slots: 1, times: 90 })
  // 1,015 against 115: what comes with each item counts too.
  t.same(got, { ada: 10, bob: 80 })
})

test('heavy items fill more of the room, and the one that fills it may reach beyond', async (t) => {
  const rows = ['ada', 'bob', 'cleo', 'dan'].map((userId, at) => ({
    ...waiting(userId, userId, { seconds: 9 - at }),
    slots: 3,
  }))
  t.same(order(rows, { room: 4 }), ['ada', 'bob'])
  t.same(order(rows, { room: 4, mostSlots: 1 }), ['ada', 'bob', 'cleo', 'dan'], 'no worker has more than one')
  t.same(order(rows, { room: 9, userCap: 3, underWay: new Map([['ada', 3]]) }), ['bob', 'cleo', 'dan'])
})

test('a flood of long ago keeps nobody waiting who comes now, in however long it is worked off', async (t) => {
  const flood = Array.from({ length: 50 }, (_, at) => waiting(`flood-${at}`, 'ada', { seconds: 3_600 }))
  const shares = createShares()
  // It was served all the time.
  for (let second = 3_600; second > 0; second -= 10) {
    const when = { nowMs: now.getTime() - second * 1_000, ageStepMs }
    shares.serve(waiting('earlier', 'ada', { seconds: 3_600 }), when)
  }
  const rows = [...flood, waiting('single', 'bob')]
  t.same(order(rows, { room: 2, shares }), ['single', 'flood-0'])
})

test('who asks for urgent work all the time lets what else it asks for wait no longer than it has to', async (t) => {
  const startMs = now.getTime()
  const shares = createShares()
  let minutes = 0
  for (; minutes < 100; minutes += 1) {
    const at = new Date(startMs + minutes * ageStepMs)
    const urgent = { ...waiting(`urgent-${minutes}`, 'ada', { urgency: 1 }), queued_at: at }
    const rows = [urgent, waiting('archive', 'ada', { urgency: 9 })]
    const options = {
      now: at,
      room: 1,
      mostSlots: 4,
      slotsUnderWay: new Map(),
      shares,
      userCap: 9,
      ageStepMs,
    }
    const [row] = releaseOrder(rows, options)
    shares.serve(row!, { nowMs: at.getTime(), ageStepMs })
    if (row!.item_id === 'archive') break
  }
  t.ok(minutes <= 9, `${minutes} minutes`)
})
