import { createLogger } from '@framewright/observability'

/** The real logger, silent unless TEST_LOG_LEVEL asks for it. */
export const quietLog = createLogger({ service: 'test', level: process.env['TEST_LOG_LEVEL'] ?? 'silent' })
