/**
 * `npm run fuzz`: renders edits at random, each of which has to become a film or to be refused in a way that helps. What
 * does neither is made as small as it can be and printed with the seed that makes it again.
 *
 *   --films 200   how many are rendered     --seed N   the same ones again
 */
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { openRandomFilms } from '../../packages/ffmpeg/test/random-films.ts'

const { values } = parseArgs({ options: { films: { type: 'string' }, seed: { type: 'string' } } })
const numRuns = Number(values.films ?? 200)
const seed = Number(values.seed ?? Date.now() % 1_000_000_000)
const releases: (() => unknown)[] = []
process.stdout.write(`seed ${seed}\n`)
try {
  const films = await openRandomFilms({ teardown: (release) => releases.push(release) })
  let rendered = 0
  let refused = 0
  const isFilm = (edit: Parameters<typeof films.isFilm>[0]) => {
    const itIs = films.isFilm(edit)
    if (!itIs) refused += 1
    return itIs
  }
  await fc.assert(
    fc.asyncProperty(films.edits.filter(isFilm), async (edit) => {
      await films.render(edit)
      rendered += 1
      if (rendered % 50 === 0) process.stdout.write(`${rendered} films, ${refused} refused\n`)
    }),
    { seed, numRuns },
  )
  process.stdout.write(`${rendered} films, ${refused} refused, nothing between\n`)
} finally {
  for (const release of releases) await release()
}
