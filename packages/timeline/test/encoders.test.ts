import { test } from 'tap'
import { chooseEncoders, cpuEncoders, planRender, pipelineVersion, type TriedEncoder } from '../src/index.ts'
import { clip, edit, pictures, problemsOf, resolved } from './edits.ts'

const works = (name: string): TriedEncoder => ({ name, usable: true, reason: null })
const fails = (name: string, reason: string): TriedEncoder => ({ name, usable: false, reason })

test('nothing said is the CPU, whatever there is', async (t) => {
  const choice = chooseEncoders({}, ['h264'], [works('h264_nvenc')])
  t.strictSame(choice, { encoders: cpuEncoders, fallbackReason: null, missing: null })
})

test('"auto" takes the first family that can, for each codec, and says nothing where none can', async (t) => {
  const tried = [
    fails('h264_nvenc', 'no device'),
    works('h264_vaapi'),
    works('hevc_nvenc'),
    works('hevc_vaapi'),
  ]
  const { encoders, fallbackReason } = chooseEncoders({ encoder: 'auto' }, ['h264', 'hevc', 'vp9'], tried)
  t.strictSame(encoders, { ...cpuEncoders, h264: 'h264_vaapi', hevc: 'hevc_nvenc' })
  t.equal(fallbackReason, null)
  t.strictSame(chooseEncoders({ encoder: 'auto' }, ['h264'], []).encoders, cpuEncoders)
})

test('a family that was asked for and is not there falls back with its reason, or is missing', async (t) => {
  const tried = [fails('h264_nvenc', 'Cannot load libcuda.so.1'), works('hevc_nvenc')]
  const back = chooseEncoders({ encoder: 'nvenc' }, ['h264', 'hevc'], tried)
  t.match(back, {
    encoders: { h264: 'libx264', hevc: 'hevc_nvenc' },
    fallbackReason: 'h264_nvenc: Cannot load libcuda.so.1',
    missing: null,
  })
  const strict = chooseEncoders({ encoder: 'nvenc', fallback: false }, ['h264'], tried)
  t.match(strict, { fallbackReason: null, missing: 'h264_nvenc: Cannot load libcuda.so.1' })
  t.equal(chooseEncoders({ encoder: 'nvenc', fallback: false }, ['hevc'], tried).missing, null)
})

test('work that may not fall back waits in the lane of the GPUs, all other in its own', async (t) => {
  const lane = (policy: object) => resolved(edit([pictures(clip())], { policy })).lane
  t.equal(lane({ encoder: 'nvenc', fallback: false }), 'gpu')
  for (const policy of [{}, { encoder: 'auto', fallback: false }, { encoder: 'nvenc' }, { encoder: 'cpu' }])
    t.equal(lane(policy), 'cpu-s', JSON.stringify(policy))
})

test('a GPU that would make none of the outputs is refused', async (t) => {
  const film = (preset: string) =>
    problemsOf(edit([pictures(clip())], { policy: { encoder: 'qsv' }, outputs: [{ name: 'film', preset }] }))
  t.strictSame(film('web'), ['ENCODER_WITHOUT_OUTPUT /policy/encoder'])
  t.strictSame(film('standard'), [])
})

test('the plan names the encoder, and is otherwise the same', async (t) => {
  const plan = (encoders = cpuEncoders) =>
    planRender(resolved(edit([pictures(clip())])), { encoders, pipelineVersion })
  const gpu = plan({ ...cpuEncoders, h264: 'h264_nvenc' })
  t.equal(gpu.encoder, 'h264_nvenc')
  t.equal(JSON.stringify(gpu).replaceAll('h264_nvenc', 'libx264'), JSON.stringify(plan()))
})
