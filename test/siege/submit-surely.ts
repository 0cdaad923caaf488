import { setTimeout as delay } from 'node:timers/promises'
import type { Edit, RenderView } from '@framewright/schemas'
import type { Answer, ApiClient } from '../support/api-client.ts'
import type { Ledger } from './ledger.ts'

const patienceMs = 120_000
const pauseMs = 200

/**
 * Submits as a client should: with a key, and again with the same one for as long as nobody answers or it is told to come
 * back. An answer that tells it nothing is entered in the ledger.
 */
export async function submitSurely(
  client: ApiClient,
  ledger: Ledger,
  { edit, key }: { edit: Edit; key: string },
): Promise<RenderView> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const answer = await tryOnce(client, edit, key)
    if (answer?.status === 202 || answer?.status === 200) return answer.json<RenderView>()
    if (answer !== null) {
      if (answer.status < 500) throw new Error(`refused: ${answer.status} ${answer.bytes.toString()}`)
      if (!saysWhenToReturn(answer)) ledger.complain(`${answer.status} ${answer.bytes.toString()}`)
    }
    if (Date.now() > deadline) throw new Error(`nobody took an edit for ${patienceMs} ms`)
    await delay(pauseMs)
  }
}

/** Null: the connection was refused or broken. */
async function tryOnce(client: ApiClient, edit: Edit, key: string): Promise<Answer | null> {
  try {
    return await client.request('POST', '/projects/siege/render', {
      body: edit,
      headers: { 'idempotency-key': key },
    })
  } catch (error: unknown) {
    if (error instanceof TypeError) return null
    throw error
  }
}

const saysWhenToReturn = ({ status, headers }: Answer): boolean =>
  status === 503 &&
  headers.get('retry-after') !== null &&
  headers.get('content-type')?.startsWith('application/problem+json') === true
