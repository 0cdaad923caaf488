import { test } from 'tap'
import { proveContract } from './contract.ts'
import { onPostgres } from './places.ts'

test('Postgres keeps the contract of an event store', async (t) => {
  await proveContract(t, await onPostgres(t))
})
