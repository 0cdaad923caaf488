import { test } from 'tap'
import { createTerminalLog } from '../src/terminal-log.ts'

test('an entry is a line that a person reads, without secrets', async (t) => {
  const lines: string[] = []
  const log = createTerminalLog((text) => lines.push(text))
  log.info({ pid: 7 }, 'framewright has started')
  log.warn({ part: 'api' }, 'api ended with code 1')
  log.error({ err: new Error('cannot reach postgres://a:hunter2@b/c') }, 'framewright has failed')
  t.same(lines, [
    'framewright has started\n',
    'warning: api ended with code 1\n',
    'error: framewright has failed: cannot reach postgres://a:[redacted]@b/c\n',
  ])
})
