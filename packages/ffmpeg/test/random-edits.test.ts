import fc from 'fast-check'
import { test } from 'tap'
import { openRandomFilms } from './random-films.ts'

/** The same ones each time; `npm run fuzz` tries others. */
const seed = 20261126
const planned = 600
const rendered = 5

test('edits at random', async (t) => {
  const films = await openRandomFilms(t)

  await t.test('are planned, or refused with a place and a remedy', async (t) => {
    let count = 0
    fc.assert(
      fc.property(films.edits, (edit) => {
        if (films.isFilm(edit)) count += 1
      }),
      { seed, numRuns: planned },
    )
    t.ok(count > planned / 20, `${count} of ${planned} are films`)
  })

  await t.test('those that are not refused become films that are what their plans say', async () => {
    await fc.assert(fc.asyncProperty(films.edits.filter(films.isFilm), films.render), {
      seed,
      numRuns: rendered,
      endOnFailure: true,
    })
  })
})
