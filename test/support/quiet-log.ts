import { createLogger } from '@framewright/observability'

/** The real logger. Nothing is heard of it unless TEST_LOG_LEVEL asks for it, or a test fails under `npm test`. */
export const quietLog = createLogger({ service: 'test', level: process.env['TEST_LOG_LEVEL'] ?? 'silent' })
