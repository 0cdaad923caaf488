export { AlreadyRunning, PartNotReady, PortTaken } from './errors.ts'
export { findPostgresHome, type PostgresHome } from './postgres-home.ts'
export { startStandalone, type Standalone, type StandaloneOptions } from './standalone.ts'
export { createTerminalLog } from './terminal-log.ts'
