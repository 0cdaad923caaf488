import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** They run several services each and take longest: what starts first does not keep the rest waiting at the end. */
const longest = ['test/flow/', 'test/siege/']

/** The test files of the repository, from its root; with a selection those that are named or lie in a named folder. */
export function testFiles(selection: readonly string[]): string[] {
  const isWanted = (path: string) =>
    selection.length === 0 ||
    selection.some((named) => `${path}/`.startsWith(`${named.replace(/\/+$/, '')}/`))
  return filesIn('.').filter((path) => path.endsWith('.test.ts') && isWanted(path))
}

/**
 * What starts no whole system shares a process, so many files to each: until it has loaded what it tests, one takes longer
 * than most of these tests do.
 */
const filesPerProcess: readonly (readonly [folder: string, files: number])[] = [
  ['schemas/', 100],
  ['packages/domain/', 100],
  ['packages/timeline/', 100],
  ['packages/ffmpeg/', 8],
  ['packages/read-model/', 6],
  ['services/api/', 7],
  ['packages/storage/', 4],
  ['packages/event-store/', 4],
  ['packages/jetstream/', 4],
  ['services/projector/', 4],
  ['services/dispatcher/', 4],
  ['services/worker/', 4],
]

/** Which files run in one process, for all of them. */
export function batches(files: readonly string[]): string[][] {
  const isIn = (folder: string) => (path: string) => path.startsWith(folder)
  const isLong = (path: string) => longest.some((folder) => path.startsWith(folder))
  const shared = filesPerProcess.flatMap(([folder, most]) => {
    const own = files.filter(isIn(folder))
    const count = Math.ceil(own.length / most)
    // Dealt out like cards: neighbours are of a kind, and so are the times they take.
    return Array.from({ length: count }, (_, at) => own.filter((_path, n) => n % count === at))
  })
  const alone = files.filter((path) => !filesPerProcess.some(([folder]) => isIn(folder)(path)))
  return [...alone.filter(isLong), ...shared, ...alone.filter((path) => !isLong(path))].map((batch) =>
    typeof batch === 'string' ? [batch] : batch,
  )
}

/** How a batch is named in the report. */
export function batchName([first, ...others]: readonly string[]): string {
  if (others.length === 0) return first!
  const names = [first!, ...others].map((path) => basename(path, '.test.ts'))
  return `${dirname(first!)}/{${names.join(',')}}.test.ts`
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules' && name !== 'dist')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesIn(path) : [path]
    })
}
