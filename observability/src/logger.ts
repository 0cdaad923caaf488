import { pino, stdTimeFunctions, type DestinationStream, type Logger as PinoLogger } from 'pino'

export type Logger = PinoLogger

export interface LoggerOptions {
  readonly service: string
  /** trace, debug, info, warn, error, fatal or silent. */
  readonly level?: string
  readonly destination?: DestinationStream
}

const secretNames = ['password', 'secret', 'token', 'authSecret', 'authorization', 'cookie', 'ticket']
const secretPaths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/** One JSON line an entry, on stdout, written at once: what is logged before an exit is not lost. */
export function createLogger({ service, level = 'info', destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: secretPaths, censor: '[redacted]' },
    // Names do not find the password inside a URL or a driver's message, so the finished line is looked through as well.
    hooks: { streamWrite: withoutSecrets },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

const urlPassword = /(:\/\/[^\s/:@"]*:)[^\s/@"]+@/g
const jsonWebToken = /\beyJ[\w-]{5,}\.[\w-]+\.[\w-]+/g
const secretParameter = /([?&](?:ticket|token|password|signature)=)[^\s&"]+/gi

function withoutSecrets(line: string): string {
  return line
    .replace(urlPassword, '$1[redacted]@')
    .replace(jsonWebToken, '[redacted]')
    .replace(secretParameter, '$1[redacted]')
}
