/**
 * One PostgreSQL server for all the test files of a run. The first file that needs it starts this process; every file
 * holds a connection to its socket while it runs; when nobody has held one for a while, server and keeper go away.
 * So nothing is left behind, however a run ends, and two runs at once share the server.
 */
import { createServer, type Socket } from 'node:net'
import { rmSync } from 'node:fs'
import { migrate, openDatabase } from '@framewright/read-model'
import { startPostgresServer } from './postgres-server.ts'
import { quietLog } from './quiet-log.ts'
import { runSql, templateDatabase } from './postgres.ts'

const idleMs = 20_000
const socketPath = process.argv[2]
if (socketPath === undefined) throw new Error('usage: postgres-keeper SOCKET')

const holders = new Set<Socket>()
let idle: NodeJS.Timeout | undefined

// What nobody reads back after a crash needs no fsync; tests of durability start a server of their own.
const flags = ['-c', 'fsync=off', '-c', 'max_connections=400', '-c', 'shared_buffers=64MB']
const postgres = await startPostgresServer(flags)
await runSql(postgres.url, `create database ${templateDatabase}`)
const template = openDatabase({
  url: postgres.url.replace(/\/postgres$/, `/${templateDatabase}`),
  maxConnections: 1,
  log: quietLog,
})
await migrate(template)
await template.close()

const server = createServer((socket) => {
  clearTimeout(idle)
  holders.add(socket)
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    holders.delete(socket)
    if (holders.size === 0) idle = setTimeout(() => void stop(), idleMs)
  })
  socket.write(`${postgres.url}\n`)
})

async function stop(): Promise<void> {
  rmSync(socketPath!, { force: true })
  server.close()
  await postgres.remove()
  process.exit(0)
}

rmSync(socketPath, { force: true })
server.listen(socketPath)
idle = setTimeout(() => void stop(), idleMs)
