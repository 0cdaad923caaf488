/** Runs the test files that are named, one after the other in this process, which has to load only once what they test. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

// Folders of tests are named after the arguments: rather by the process than by all of these files.
const paths = process.argv.splice(2, Infinity, String(process.pid))
for (const path of paths) await import(pathToFileURL(resolve(path)).href)
