/** Postgres' advisory locks are numbers, one space per database: the ones this system takes are all named here. */
export const migrateLock = 8_317_402_001
export const dispatcherLock = 8_317_402_002
export const sweeperLock = 8_317_402_003
