import { test } from 'tap'
import { eventStoreDBUrl } from '../support/event-store.ts'
import { proveContract } from './contract.ts'
import { onEventStoreDB } from './places.ts'

const url = eventStoreDBUrl()
const skip = url === null && 'EVENT_STORE_URL names no EventStoreDB'

test('the EventStoreDB adapter keeps the contract, over EventStoreDB itself', { skip }, async (t) => {
  await proveContract(t, await onEventStoreDB(t, url!))
})
