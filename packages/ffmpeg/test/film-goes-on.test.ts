import { test } from 'tap'
import { zonesBefore } from '../src/encode/film-goes-on.ts'

test('the last frames of a chunk get the more bits, the nearer they are to its end', (t) => {
  t.equal(zonesBefore(120), '96,107,b=1.1/108,113,b=1.2/114,117,b=1.4/118,119,b=1.8')
  t.equal(zonesBefore(24), '0,11,b=1.1/12,17,b=1.2/18,21,b=1.4/22,23,b=1.8')
  t.equal(zonesBefore(5), '0,2,b=1.4/3,4,b=1.8', 'a short one has no more of them than frames')
  t.equal(zonesBefore(1), '0,0,b=1.8')
  t.end()
})
