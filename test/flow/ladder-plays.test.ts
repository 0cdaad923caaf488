import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t, { test } from 'tap'
import type { PlayLink } from '@framewright/schemas'
import { startSystem } from '../support/system.ts'
import { filmOf, uploadClip } from './sample-film.ts'

const run = promisify(execFile)
const system = await startSystem(t)
const client = system.client()
const asset = await uploadClip(client)
const seconds = 5

/** Decodes every frame of a stream that is fetched over HTTP. */
async function framesAt(url: string, stream: string): Promise<number> {
  const args = ['-v', 'error', '-xerror', '-i', url, '-map', stream, '-f', 'framemd5', '-']
  return (await run('ffmpeg', args)).stdout.split('\n').filter((line) => /^\d/.test(line)).length
}

test('a ladder is played from the service, by a link that needs no token', async (t) => {
  // High enough for a ladder of two.
  const canvas = { width: 640, height: 360, fps: 30 }
  const edit = { ...filmOf(asset, seconds), canvas, outputs: [{ name: 'film', preset: 'streaming' }] }
  const { renderId } = await client.submit(edit)
  const { outputs } = await client.until(renderId, 'completed')
  t.match(outputs[0], {
    href: `/api/video-editor/renders/${renderId}/outputs/film/master.m3u8`,
    contentType: 'application/vnd.apple.mpegurl',
    frameCount: seconds * 30,
  })
  const { bytes } = await client.request('POST', `/renders/${renderId}/outputs/film/link`)
  const { href } = JSON.parse(bytes.toString()) as PlayLink
  const master = `${system.url}${href}`
  t.equal(await framesAt(master, '0:v:0'), seconds * 30, 'the largest, by HLS')
  t.equal(await framesAt(master, '0:v:1'), seconds * 30, 'a smaller one')
  t.equal(await framesAt(master.replace('master.m3u8', 'manifest.mpd'), '0:v:0'), seconds * 30, 'by DASH')
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-of', 'csv=p=0', '-show_entries', 'stream=codec_name,height', '-i', master],
  ])
  t.match(stdout, /h264,360/)
  t.match(stdout, /h264,240/)
  t.match(stdout, /aac/)

  const deleted = await client.request('DELETE', `/renders/${renderId}`)
  t.equal(deleted.status, 200)
  t.equal((await fetch(master)).status, 410, 'and not after it is deleted')
})
