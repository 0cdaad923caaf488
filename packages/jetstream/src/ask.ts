import type { NatsLink } from './connect.ts'
import { BrokerUnavailable, faultOf } from './errors.ts'

/**
 * Asks the broker for something, on the connection that there is now, and gives up when that connection is lost: the
 * client alone would wait for its time-out, and without a connection it would keep what was asked and send it whenever the
 * broker is back, long after we gave it up. Throws this package's faults.
 */
export function ask<T>(link: NatsLink, question: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (!link.isConnected) {
      reject(new BrokerUnavailable('there is no connection to the broker'))
      return
    }
    const stopHearing = link.onDisconnected(() =>
      reject(new BrokerUnavailable('the connection to the broker was lost')),
    )
    question()
      .then(resolve, (error: unknown) => reject(asError(faultOf(error))))
      .finally(stopHearing)
      // Both outcomes are passed on above.
      .catch(() => null)
  })
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)))
