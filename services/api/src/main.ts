import { readConfig, runService } from '@framewright/lifecycle'
import { createLogger, createMetrics, startTelemetry } from '@framewright/observability'
import { ApiConfig } from './config.ts'
import { startApi } from './start.ts'

const name = 'api'
const config = readConfig(ApiConfig, process.env)
const log = createLogger({ service: name, level: config.LOG_LEVEL })

await runService({
  name,
  log,
  start: async ({ releases }) => {
    const telemetry = await startTelemetry({ service: name, endpoint: config.OTLP_ENDPOINT ?? null })
    releases.add('telemetry', () => telemetry.stop())
    const api = await startApi({ config, log, metrics: createMetrics(name) })
    releases.add(name, () => api.close())
  },
})
