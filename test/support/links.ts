import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts'

/** A service's own ways to the servers that it talks to, each of which may be cut or turned into a black hole. */
export interface Links {
  readonly nats: TcpProxy
  readonly eventStore: TcpProxy
  /** The read model's database. */
  readonly database: TcpProxy
  readonly urls: ServerUrls
}

export interface ServerUrls {
  readonly NATS_URL: string
  readonly EVENT_STORE_URL: string
  readonly DATABASE_URL: string
}

interface Teardown {
  teardown(release: () => unknown): void
}

export async function openLinks(t: Teardown, direct: ServerUrls): Promise<Links> {
  const open = async (url: string) => {
    const proxy = await startTcpProxy(Number(new URL(url).port))
    t.teardown(() => proxy.close())
    return proxy
  }
  const nats = await open(direct.NATS_URL)
  const eventStore = await open(direct.EVENT_STORE_URL)
  const database = await open(direct.DATABASE_URL)
  return {
    nats,
    eventStore,
    database,
    urls: {
      NATS_URL: through(direct.NATS_URL, nats),
      EVENT_STORE_URL: through(direct.EVENT_STORE_URL, eventStore),
      DATABASE_URL: through(direct.DATABASE_URL, database),
    },
  }
}

function through(url: string, { port }: TcpProxy): string {
  const linked = new URL(url)
  linked.host = `127.0.0.1:${port}`
  return linked.href
}
