import type { Readable } from 'node:stream'

export interface PutOptions {
  /** Leaves an object that is there already as it is: of many writers of one key exactly one is told `stored: true`. */
  readonly ifAbsent?: boolean
}

export interface PutResult {
  /** False only with `ifAbsent`, when there was an object. */
  readonly stored: boolean
}

export interface BlobStat {
  readonly sizeBytes: number
  readonly modifiedAt: Date
}

/**
 * Where assets, plans, outputs and logs are kept. An object is all there or not there: who reads it while it is replaced
 * reads the old bytes to the end, and a writer that dies leaves nothing under the key. Once a put has returned, the object
 * survives a power cut. Keys are made by `schemas/src/render-order.ts`: segments of letters, digits, `.`, `_` and `-`
 * joined by `/`, none beginning with a dot; any other key is a bug.
 */
export interface Storage {
  /** Stores a finished file. The file is handed over: it may be removed afterwards, but never written to again. */
  putFile(key: string, path: string, options?: PutOptions): Promise<PutResult>
  putBytes(key: string, bytes: Uint8Array | string, options?: PutOptions): Promise<PutResult>
  /**
   * `end` is inclusive, as in HTTP; a range that is not wholly there is cut to what is. `sizeBytes` is the size of the whole
   * object. Throws BlobMissing.
   */
  get(key: string, range?: ByteRange): Promise<{ stream: Readable; sizeBytes: number }>
  /** The whole of a small object. Throws BlobMissing, or BlobTooLarge beyond `maxBytes`. */
  readBytes(key: string, maxBytes: number): Promise<Buffer>
  stat(key: string): Promise<BlobStat | null>
  /** Sets the object's modified time to now; false when there is none. It makes nothing, whoever removes at that moment. */
  touch(key: string): Promise<boolean>
  /** The keys that begin with the prefix, in the order of their bytes. Not a snapshot. */
  list(prefix: string): AsyncIterable<string>
  /** Removing what is not there is fine. */
  remove(key: string): Promise<void>
  removePrefix(prefix: string): Promise<void>
  /**
   * Makes the object's bytes readable at `path`, which may be a link to the object itself: for reading only.
   * `onBytes` hears how many bytes are there so far.
   */
  fetchTo(key: string, path: string, options: FetchOptions): Promise<void>
  /** Removes what writers that died have left, once no writer can be at it any more; how many pieces that were. */
  removeUnfinished(): Promise<number>
  /** Throws StorageUnavailable when objects cannot be written now. */
  ping(): Promise<void>
  close(): Promise<void>
}

export interface ByteRange {
  readonly start: number
  readonly end: number
}

export interface FetchOptions {
  readonly signal: AbortSignal
  readonly onBytes: (bytes: number) => void
}
