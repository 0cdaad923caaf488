/** Run by disk-full.test.ts with a folder on a disk of 256 KiB: prints what storage makes of it. */
import { readdirSync, writeSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openStorage } from '../src/index.ts'

const silent = { debug() {}, info() {}, warn() {} }
const root = join(process.argv[2]!, 'root')
const storage = await openStorage({ url: pathToFileURL(root).href, log: silent })
await storage.putBytes('small', 'x')

const elsewhere = await mkdtemp(join(tmpdir(), 'framewright-full-'))
const film = join(elsewhere, 'film')
await writeFile(film, Buffer.alloc(1_000_000))
const codeOf = async (put: Promise<unknown>) =>
  put.then(
    () => 'stored',
    (error: { code: string }) => error.code,
  )
const refused = [
  await codeOf(storage.putBytes('large', Buffer.alloc(1_000_000))),
  await codeOf(storage.putFile('film', film)),
]
await rm(elsewhere, { recursive: true })
const keys: string[] = []
for await (const key of storage.list('')) keys.push(key)
const incoming = readdirSync(join(root, '.incoming'))
const afterwards = await storage.putBytes('next', 'y')
writeSync(1, JSON.stringify({ refused, keys, incoming, afterwards }))
