/** There is no object under this key. */
export class BlobMissing extends Error {
  override readonly name = 'BlobMissing'
  readonly code = 'BLOB_MISSING'
  readonly key: string

  constructor(key: string, options?: ErrorOptions) {
    super(`storage has no ${key}`, options)
    this.key = key
  }
}

/** An object that was to be read whole is larger than its reader takes. */
export class BlobTooLarge extends Error {
  override readonly name = 'BlobTooLarge'
  readonly code = 'BLOB_TOO_LARGE'
  readonly key: string

  constructor(key: string, sizeBytes: number, maxBytes: number) {
    super(`${key} has ${sizeBytes} bytes, more than ${maxBytes}`)
    this.key = key
  }
}

/** Storage cannot be read or written now; later it may. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable'
  readonly code = 'STORAGE_UNAVAILABLE'
}

/** No room, or no quota, left. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull'
  readonly code = 'DISK_FULL'
}
