export { ConfigInvalid } from './errors.ts'
export { readConfig } from './read-config.ts'
export { openReleases, type Releases } from './release.ts'
export { runService, type ServiceContext, type ServiceLog, type ServiceOptions } from './run-service.ts'
