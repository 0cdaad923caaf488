import type { Test } from 'tap'
import { openEventStore, type EventStore } from '@framewright/event-store'
import { endOf } from '../support/event-store.ts'
import { startEventStoreDBServer } from '../support/eventstoredb-server.ts'
import { runSql, startPostgresServer } from '../support/postgres.ts'
import { quietLog } from '../support/quiet-log.ts'
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

/** An event store that the contract suite runs over, and what can be done to it from outside. */
export interface Place {
  /** Leads through `link`. */
  readonly url: string
  readonly link: TcpProxy
  /** A store of its own, as another process would open it; closed after the test. */
  open(t: Test): Promise<EventStore>
  /** Where followers begin: the store may be shared, and full. */
  readonly from: string
  /** Makes each commit of the test take its time, where a store has commits that can be seen in the wrong order. */
  delayCommits(t: Test): Promise<void>
  /** The server itself, where it is the test's to kill. */
  readonly server: { kill(): Promise<void>; start(): Promise<void> } | null
}

export async function onPostgres(t: Test): Promise<Place> {
  const server = await startPostgresServer()
  t.teardown(() => server.remove())
  const delayCommits = async (test: Test) => {
    await runSql(
      server.url,
      `create function event_store.dawdle() returns trigger language plpgsql as
         $$ begin perform pg_sleep(random() * 0.01); return null; end $$;
       create trigger dawdle after insert on event_store.event
         for each statement execute function event_store.dawdle()`,
    )
    test.teardown(() => runSql(server.url, 'drop function event_store.dawdle cascade'))
  }
  return throughLink(t, { direct: server.url, server, delayCommits })
}

export async function onTestServer(t: Test): Promise<Place> {
  const server = await startEventStoreDBServer()
  t.teardown(() => server.kill())
  return throughLink(t, { direct: server.url, server, delayCommits: noCommits })
}

/** A real one, that is not the test's to kill. */
export const onEventStoreDB = (t: Test, url: string): Promise<Place> =>
  throughLink(t, { direct: url, server: null, delayCommits: noCommits })

/** It has one writer, and no commits that could be late. */
const noCommits = () => Promise.resolve()

interface Direct extends Pick<Place, 'server' | 'delayCommits'> {
  readonly direct: string
}

async function throughLink(t: Test, { direct, server, delayCommits }: Direct): Promise<Place> {
  const url = new URL(direct)
  const link = await startTcpProxy(Number(url.port))
  t.teardown(() => link.close())
  url.hostname = '127.0.0.1'
  url.port = String(link.port)
  const open = async (test: Test) => {
    const store = await openEventStore({ url: url.toString(), log: quietLog })
    test.teardown(() => store.close())
    return store
  }
  return { url: url.toString(), link, open, from: await endOf(await open(t)), delayCommits, server }
}
