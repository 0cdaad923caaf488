import { pathToFileURL } from 'node:url'
import type { DataFolder } from './data-folder.ts'
import { postgresUrl } from './embedded-postgres.ts'
import { assertFree, freePort } from './free-port.ts'
import { natsUrl } from './nats-server.ts'
import type { ServiceName } from './service-launch.ts'

/** Where the parts find each other: the same for as long as this runs, however often one of them is started again. */
export interface Addresses {
  readonly apiPort: number
  readonly apiUrl: string
  readonly postgresPort: number
  readonly postgresPassword: string
  readonly databaseUrl: string
  readonly eventStoreUrl: string
  readonly natsPort: number
  readonly natsUrl: string
  readonly storageUrl: string
  readonly authSecret: string
}

/** Throws PortTaken when the API's own port is not free; 0 is any. */
export async function chooseAddresses(
  folder: DataFolder,
  wishedApiPort: number,
  eventStoreUrl?: string,
): Promise<Addresses> {
  if (wishedApiPort !== 0) await assertFree(wishedApiPort)
  const apiPort = wishedApiPort === 0 ? await freePort() : wishedApiPort
  const postgresPort = await freePort()
  const natsPort = await freePort()
  const postgresPassword = folder.secret('postgres-password')
  const databaseUrl = postgresUrl({ port: postgresPort, password: postgresPassword })
  return {
    apiPort,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    postgresPort,
    postgresPassword,
    databaseUrl,
    eventStoreUrl: eventStoreUrl ?? databaseUrl,
    natsPort,
    natsUrl: natsUrl(natsPort),
    storageUrl: pathToFileURL(folder.storage).href,
    authSecret: folder.secret('auth-secret'),
  }
}

export interface EnvironmentOptions {
  readonly folder: DataFolder
  readonly addresses: Addresses
  /** Of each worker. */
  readonly slots: number
}

/** What a service is told. Whatever else is inherited (MAX_UPLOAD_BYTES, LOG_LEVEL, …) reaches it as it is. */
export function serviceEnvironment(
  service: ServiceName,
  { folder, addresses, slots }: EnvironmentOptions,
): NodeJS.ProcessEnv {
  const events = { EVENT_STORE_URL: addresses.eventStoreUrl }
  const rows = { DATABASE_URL: addresses.databaseUrl }
  const work = { NATS_URL: addresses.natsUrl }
  const files = { STORAGE_URL: addresses.storageUrl }
  const slotsOfEach = { WORKER_SLOTS: String(slots) }
  switch (service) {
    case 'projector':
      return { ...events, ...rows }
    case 'sweeper':
      return { ...rows, ...files }
    case 'dispatcher':
      return { ...events, ...rows, ...work }
    case 'worker':
      // Each process makes an id of its own.
      return { ...events, ...work, ...files, SCRATCH_DIR: folder.scratch, WORKER_ID: '', ...slotsOfEach }
    case 'api':
      return {
        ...events,
        ...rows,
        ...work,
        ...files,
        API_PORT: String(addresses.apiPort),
        AUTH_SECRET: addresses.authSecret,
        UPLOAD_DIR: folder.uploads,
      }
  }
}
