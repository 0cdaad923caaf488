import { readConfig, runService } from '@framewright/lifecycle'
import { createLogger, createMetrics, startTelemetry } from '@framewright/observability'
import { SweeperConfig } from './config.ts'
import { startSweeper } from './start.ts'

const name = 'sweeper'
const config = readConfig(SweeperConfig, process.env)
const log = createLogger({ service: name, level: config.LOG_LEVEL })

await runService({
  name,
  log,
  start: async ({ releases, fail }) => {
    const telemetry = await startTelemetry({ service: name, endpoint: config.OTLP_ENDPOINT ?? null })
    releases.add('telemetry', () => telemetry.stop())
    const sweeper = await startSweeper({ config, log, metrics: createMetrics(name), fail })
    releases.add(name, () => sweeper.stop())
  },
})
