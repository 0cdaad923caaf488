import { readdir, readFile } from 'node:fs/promises'
import { pipelineVersions } from '@framewright/schemas'
import { test } from 'tap'
import { goldenEdits } from './golden-edits.ts'
import { goldenFolder, goldens } from './golden.ts'

test('every golden edit compiles to the plan and the arguments that are on record', async (t) => {
  for (const version of pipelineVersions) {
    const made = goldens(version)
    t.strictSame(
      (await readdir(goldenFolder(version))).sort(),
      [...made.keys()].sort(),
      'a file for each group: run npm run golden',
    )
    for (const [file, text] of made) {
      const recorded = await readFile(new URL(file, goldenFolder(version)), 'utf8')
      t.equal(text, recorded, `${file}: if it is meant to change, run npm run golden and look at the diff`)
    }
  }
  const count = [...goldenEdits().values()].reduce((sum, edits) => sum + edits.size, 0)
  t.ok(count >= 60, `${count} edits`)
})
