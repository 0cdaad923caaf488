import { readConfig, runService } from '@framewright/lifecycle'
import { createLogger, createMetrics, startTelemetry } from '@framewright/observability'
import { DispatcherConfig } from './config.ts'
import { startDispatcher } from './start.ts'

const name = 'dispatcher'
const config = readConfig(DispatcherConfig, process.env)
const log = createLogger({ service: name, level: config.LOG_LEVEL })

await runService({
  name,
  log,
  start: async ({ releases, fail }) => {
    const telemetry = await startTelemetry({ service: name, endpoint: config.OTLP_ENDPOINT ?? null })
    releases.add('telemetry', () => telemetry.stop())
    const dispatcher = await startDispatcher({ config, log, metrics: createMetrics(name), fail })
    releases.add(name, () => dispatcher.stop())
  },
})
