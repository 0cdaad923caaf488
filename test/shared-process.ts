/** Runs the test files that are named, one after the other in this process: pure ones, which are over sooner than a process starts. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

for (const path of process.argv.slice(2)) await import(pathToFileURL(resolve(path)).href)
