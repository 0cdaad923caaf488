import { test } from 'tap'
import { proveContract } from './contract.ts'
import { onTestServer } from './places.ts'

test('the EventStoreDB adapter keeps the contract, over the protocol', async (t) => {
  await proveContract(t, await onTestServer(t))
})
