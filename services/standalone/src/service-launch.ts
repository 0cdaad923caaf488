/** The project's own services, as child processes, as they are built. */
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'
import { inheritedEnvironment, type Launch } from './launch.ts'

export type ServiceName = 'api' | 'dispatcher' | 'projector' | 'sweeper' | 'worker'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

export interface ServiceLaunchOptions {
  readonly service: ServiceName
  readonly env: NodeJS.ProcessEnv
  /** Where it answers probes, if that is fixed. */
  readonly probePort?: number
}

export async function launchService({ service, env, probePort }: ServiceLaunchOptions): Promise<Launch> {
  const port = probePort ?? (await freePort())
  const probes = probePort === undefined ? { PROBE_PORT: String(port) } : {}
  return {
    file: process.execPath,
    args: ['--enable-source-maps', `services/${service}/dist/main.js`],
    cwd: repository,
    env: { ...inheritedEnvironment(), ...env, ...probes },
    user: null,
    isReady: () => isReadyAt(`http://127.0.0.1:${port}/health/ready`),
  }
}

const probeTimeoutMs = 3_000

async function isReadyAt(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(probeTimeoutMs) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${text}`)
  return true
}
