import { createLogger, type Logger } from '@framewright/observability'

const levels: Readonly<Record<number, string>> = { 40: 'warning: ', 50: 'error: ', 60: 'fatal: ' }

/** The log as a person reads it: one line an entry, without the fields that machines look for. */
export function createTerminalLog(write: (text: string) => void): Logger {
  return createLogger({
    service: 'standalone',
    destination: {
      write: (line) => {
        const { level, msg, err } = JSON.parse(line) as {
          level: number
          msg: string
          err?: { message: string }
        }
        write(`${levels[level] ?? ''}${msg}${err === undefined ? '' : `: ${err.message}`}\n`)
      },
    },
  })
}
