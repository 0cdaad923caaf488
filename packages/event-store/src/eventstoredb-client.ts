import { EventStoreDBClient, type Credentials } from '@eventstore/db-client'
import type { Log } from './log.ts'

/**
 * The client of the EventStoreDB adapter: one for everything that a store does. Each call carries `callOptions`, because
 * credentials on a call select the plain append. The other way, the client's default, shares one stream and one table
 * of pending appends among all clients of the process: an error of one rejects the appends of all, and a late reply
 * kills the process (EventStore-Client-NodeJS, fixed only in its successor's pull request 523).
 */
export interface Connection {
  readonly client: EventStoreDBClient
  readonly callOptions: { readonly credentials: Credentials }
  close(): Promise<void>
}

const connectionString = /^(esdb(?:\+discover)?:\/\/)(?:([^:@/]+):([^@/]+)@)?(.+)$/

export function connect(url: string, log: Log): Connection {
  const [, scheme, user, password, rest] = connectionString.exec(url) ?? []
  if (scheme === undefined || rest === undefined) throw new Error('not an esdb:// connection string')
  const insecure = /[?&]tls=false(&|$)/i.test(rest)
  if (user === undefined && !insecure)
    throw new Error('EventStoreDB over TLS needs a user: esdb://user:password@host')
  // Without the user: the client prints its connection string in warnings and errors.
  const client = EventStoreDBClient.connectionString(scheme + rest)
  survivesFailedDiscovery(client, log)
  return {
    client,
    // Without TLS nothing is sent of it; there has to be one all the same.
    callOptions: {
      credentials: {
        username: decodeURIComponent(user ?? '-'),
        password: decodeURIComponent(password ?? '-'),
      },
    },
    close: async () => {
      await client.dispose()
      // The client keeps its channel to itself, and the channel keeps the process alive. Not waited for: while the nodes of
      // a cluster are being looked for there is none yet.
      void client['getChannel']().then(
        (channel) => channel.close(),
        () => null,
      )
    },
  }
}

/**
 * After an error the client looks whether its channel is still the one that failed, and nobody awaits that: when the
 * next channel is being looked for just then and no node of the cluster answers, the rejection would end the process.
 */
function survivesFailedDiscovery(client: EventStoreDBClient, log: Log): void {
  const handleError = client['handleError']
  client['handleError'] = async (...failed) => {
    await handleError(...failed).catch((error: unknown) =>
      log.debug({ err: error }, 'no node of EventStoreDB answers'),
    )
  }
}
