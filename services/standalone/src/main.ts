import { readConfig, runService } from '@framewright/lifecycle'
import { StandaloneConfig } from './config.ts'
import { startStandalone } from './standalone.ts'
import { createTerminalLog } from './terminal-log.ts'

const name = 'framewright'
const write = (text: string) => void process.stdout.write(text)
const log = createTerminalLog(write)
const config = readConfig(StandaloneConfig, process.env)
/** The sum of what the parts may take; each has a limit of its own. */
const drainTimeoutMs = 400_000

await runService({
  name,
  log,
  drainTimeoutMs,
  start: async ({ releases, stopping }) => {
    const { API_PORT, DATA_FOLDER, EVENT_STORE_URL, WORKERS } = config
    const standalone = await startStandalone({
      dataFolder: DATA_FOLDER,
      ports: { api: API_PORT },
      ...(EVENT_STORE_URL === undefined ? {} : { eventStoreUrl: EVENT_STORE_URL }),
      ...(WORKERS === undefined ? {} : { workers: WORKERS }),
      log,
      signal: stopping,
    })
    releases.add('the parts', () => standalone.stop())
    const { apiUrl, token, dataFolder } = standalone
    write(`
  API     ${apiUrl}/api/video-editor
  Docs    ${apiUrl}/docs
  Token   ${token}
  Data    ${dataFolder}

Ctrl-C drains and stops everything.

`)
  },
})
