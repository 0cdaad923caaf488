/** `npm run golden`: writes what golden.test.ts compares with, of the newest version; those before it are what they are. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { pipelineVersion } from '@framewright/timeline'
import { goldenFolder, goldens } from './golden.ts'

const folder = goldenFolder(pipelineVersion)
await rm(folder, { recursive: true, force: true })
await mkdir(folder)
for (const [file, text] of goldens(pipelineVersion)) await writeFile(new URL(file, folder), text)
