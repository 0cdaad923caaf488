export { AlreadyRunning, PartNotReady, PortTaken } from './errors.ts'
export { startStandalone, type Standalone, type StandaloneOptions } from './standalone.ts'
export { createTerminalLog } from './terminal-log.ts'
