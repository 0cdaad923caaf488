/** `npm run golden`: writes what golden.test.ts compares with. What has changed is then seen in the diff. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { goldenFolder, goldens } from './golden.ts'

await rm(goldenFolder, { recursive: true, force: true })
await mkdir(goldenFolder)
for (const [file, text] of goldens()) await writeFile(new URL(file, goldenFolder), text)
