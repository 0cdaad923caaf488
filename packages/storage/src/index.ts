export { BlobMissing, BlobTooLarge, StorageFull, StorageUnavailable } from './errors.ts'
export type { Log } from './log.ts'
export { openStorage } from './open.ts'
export type { BlobStat, ByteRange, FetchOptions, PutOptions, PutResult, Storage } from './storage.ts'
