import { test } from 'tap'
import { openReleases } from '../src/index.ts'

test('what was opened last is released first', async (t) => {
  const releases = openReleases()
  const released: string[] = []
  for (const name of ['database', 'listener', 'server']) releases.add(name, () => released.push(name))
  await releases.release()
  t.same(released, ['server', 'listener', 'database'])
})

test('each release is waited for before the next begins', async (t) => {
  const releases = openReleases()
  const seen: string[] = []
  releases.add('database', () => seen.push('database'))
  releases.add('server', async () => {
    t.equal(releases.waitingFor, 'server')
    await new Promise(setImmediate)
    seen.push('server')
  })
  await releases.release()
  t.same(seen, ['server', 'database'])
  t.equal(releases.waitingFor, null)
})

test('a release that fails keeps none of the others from being released', async (t) => {
  const releases = openReleases()
  const released: string[] = []
  releases.add('first', () => released.push('first'))
  releases.add('second', () => {
    throw new Error('stuck')
  })
  releases.add('third', () => Promise.reject(new Error('gone')))
  releases.add('fourth', () => released.push('fourth'))
  const error = await releases.release().then(
    () => t.fail('it released what cannot be released'),
    (thrown: unknown) => thrown,
  )
  t.ok(error instanceof AggregateError)
  t.match((error as AggregateError).errors, [
    { message: 'could not release third', cause: { message: 'gone' } },
    { message: 'could not release second', cause: { message: 'stuck' } },
  ])
  t.same(released, ['fourth', 'first'])
})

test('a second call releases nothing twice and waits for the first', async (t) => {
  const releases = openReleases()
  let times = 0
  releases.add('server', async () => {
    await new Promise(setImmediate)
    times += 1
  })
  await Promise.all([releases.release(), releases.release()])
  await releases.release()
  t.equal(times, 1)
})

test('what is opened while the rest is released is released too', async (t) => {
  const releases = openReleases()
  const released: string[] = []
  releases.add('first', () => released.push('first'))
  releases.add('second', () => {
    released.push('second')
    releases.add('late', () => released.push('late'))
  })
  await releases.release()
  t.same(released, ['second', 'late', 'first'])
  t.throws(() => releases.add('too late', () => {}), /opened after everything had been released/)
})
