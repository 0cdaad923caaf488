import type { Storage } from '@framewright/storage'

/** All that storage keeps under one name below a prefix. */
export interface Folder {
  readonly name: string
  readonly keys: readonly string[]
}

/** One folder after the other, as the storage lists them. A file where a folder should be is one of its own. */
export async function* foldersBelow(storage: Pick<Storage, 'list'>, prefix: string): AsyncGenerator<Folder> {
  let name: string | null = null
  let keys: string[] = []
  for await (const key of storage.list(prefix)) {
    const [first = '', ...below] = key.slice(prefix.length).split('/')
    // Whatever its name.
    const own = below.length === 0 ? `${first} (a file)` : first
    if (name !== null && own !== name) yield { name, keys }
    if (own !== name) keys = []
    name = own
    keys.push(key)
  }
  if (name !== null) yield { name, keys }
}
