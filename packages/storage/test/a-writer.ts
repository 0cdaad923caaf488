/** A process to be killed in the middle of a put: writes the same key for ever, each time with other bytes. */
import { writeSync } from 'node:fs'
import { openStorage } from '../src/index.ts'

const silent = { debug() {}, info() {}, warn() {} }
const [url, key, sizeBytes] = process.argv.slice(2)
const storage = await openStorage({ url: url!, log: silent })
const bytes = Buffer.alloc(Number(sizeBytes))
writeSync(1, 'writing\n')
for (let round = 1; ; round += 1) await storage.putBytes(key!, bytes.fill(round % 256))
