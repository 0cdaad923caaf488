import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The flows run several services each and take longest: what starts first does not keep the rest waiting at the end. */
const longest = 'test/flow/'

/** The test files of the repository, from its root; with a selection those that are named or lie in a named folder. */
export function testFiles(selection: readonly string[]): string[] {
  const isWanted = (path: string) =>
    selection.length === 0 ||
    selection.some((named) => `${path}/`.startsWith(`${named.replace(/\/+$/, '')}/`))
  const files = filesIn('.').filter((path) => path.endsWith('.test.ts') && isWanted(path))
  return [
    ...files.filter((path) => path.startsWith(longest)),
    ...files.filter((path) => !path.startsWith(longest)),
  ]
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
