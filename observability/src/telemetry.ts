export interface TelemetryOptions {
  readonly service: string
  /** Where a collector takes OTLP over HTTP, e.g. http://localhost:4318; null for none. */
  readonly endpoint: string | null
}

export interface Telemetry {
  /** Sends what has been recorded, as far as the collector takes it in time. */
  stop(): Promise<void>
}

/** For a collector that does not answer: spans are not worth waiting for, least of all at the end of a process. */
const exportTimeoutMs = 2_000

/**
 * Starts sending spans. Without an endpoint nothing is even loaded: the SDK takes some hundred milliseconds, and
 * `@opentelemetry/api` is inert without it. Metrics go to Prometheus and logs to stdout, so both stay off here.
 */
export async function startTelemetry({ service, endpoint }: TelemetryOptions): Promise<Telemetry> {
  if (endpoint === null) return { stop: async () => {} }
  const { NodeSDK } = await import('@opentelemetry/sdk-node')
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto')
  const sdk = new NodeSDK({
    serviceName: service,
    traceExporter: new OTLPTraceExporter({
      url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
      timeoutMillis: exportTimeoutMs,
    }),
    metricReaders: [],
    logRecordProcessors: [],
  })
  sdk.start()
  return {
    stop: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, exportTimeoutMs)
        sdk
          .shutdown()
          // Spans that nobody takes are lost: there is nothing else to do with them.
          .catch(() => null)
          .finally(() => {
            clearTimeout(timer)
            resolve()
          })
      }),
  }
}
