import { readConfig, runService } from '@framewright/lifecycle'
import { createLogger, createMetrics, startTelemetry } from '@framewright/observability'
import { ProjectorConfig } from './config.ts'
import { startProjector } from './start.ts'

const name = 'projector'
const config = readConfig(ProjectorConfig, process.env)
const log = createLogger({ service: name, level: config.LOG_LEVEL })

await runService({
  name,
  log,
  start: async ({ releases, fail }) => {
    const telemetry = await startTelemetry({ service: name, endpoint: config.OTLP_ENDPOINT ?? null })
    releases.add('telemetry', () => telemetry.stop())
    const projector = await startProjector({ config, log, metrics: createMetrics(name), fail })
    releases.add(name, () => projector.stop())
  },
})
