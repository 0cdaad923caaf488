import { answerHolds, connectNats } from '@framewright/jetstream'
import { quietLog } from '../../../test/support/quiet-log.ts'

/** A worker that holds whatever it is asked about, in a process of its own. */
const [, , url = '', workerId = ''] = process.argv
const link = await connectNats({ url, name: 'worker', log: quietLog })
answerHolds(link, workerId, () => true)
await link.roundTrip(10_000)
process.stdout.write('it answers\n')
