import { strict as assert } from 'node:assert'
import type { AssetFacts, Edit } from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, planRender, resolveEdit } from '@framewright/timeline'
import { test } from 'tap'
import { buildCommands } from '../src/command.ts'

const asset = '00000000-0000-4000-8000-000000000001'
const photo = '00000000-0000-4000-8000-000000000002'
const video: NonNullable<AssetFacts['media']['video']> = {
  ...{ codec: 'h264', width: 1920, height: 1080, pixelFormat: 'yuv420p', frameRate: { num: 24, den: 1 } },
  ...{ frameCount: 2400, durationSeconds: 100, rotationDegrees: 0, hasAlpha: false, colorSpace: 'bt709' },
}
const assets = new Map<string, AssetFacts>([
  [
    asset,
    {
      assetId: asset,
      sha256: 'a'.repeat(64),
      sizeBytes: 1,
      media: {
        kind: 'video',
        container: 'mov,mp4,m4a,3gp,3g2,mj2',
        durationSeconds: 100,
        video,
        audio: { codec: 'aac', sampleRateHz: 44_100, channels: 2, durationSeconds: 100 },
      },
    },
  ],
  [
    photo,
    {
      assetId: photo,
      sha256: 'b'.repeat(64),
      sizeBytes: 1,
      media: {
        kind: 'image',
        container: 'png_pipe',
        durationSeconds: null,
        video: { ...video, codec: 'png', hasAlpha: true, frameCount: null, durationSeconds: null },
        audio: null,
      },
    },
  ],
])

function commandsOf(
  tracks: Edit['tracks'],
  outputs: Edit['outputs'] = [{ name: 'film', preset: 'standard' }],
  encoders = cpuEncoders,
) {
  const edit: Edit = { schemaVersion: 1, canvas: { width: 1280, height: 720, fps: 25 }, tracks, outputs }
  const resolution = resolveEdit(edit, assets)
  assert(resolution.ok, JSON.stringify(resolution))
  const plan = planRender(resolution.timeline, { encoders, pipelineVersion })
  return buildCommands(plan, {
    folder: '/scratch',
    sourcePath: (sha256) => `/sources/${sha256.slice(0, 1)}`,
    fontPath: ({ fileName }) => `/fonts/${fileName}`,
  })
}

const clip = { type: 'video' as const, asset, in: 10, duration: 2 }

test('a clip with its sound is two runs: the sound, then the picture with it', async (t) => {
  const commands = commandsOf([{ kind: 'video', clips: [clip] }])
  t.equal(commands.length, 2)
  const [sound, picture] = commands
  const whitelist = ['-protocol_whitelist', 'file', '-format_whitelist', 'mov', '-f', 'mov']
  t.same(sound, {
    args: [
      ...['-hide_banner', '-xerror', '-cpuflags', '0'],
      ...[...whitelist, '-flags', '+bitexact', '-threads', '1', '-noaccurate_seek', '-ss', '9.500000'],
      ...['-i', '/sources/a'],
      '-filter_complex',
      [
        'sws_flags=bicubic+accurate_rnd+bitexact',
        '[0:a:0]aresample=osr=48000:internal_sample_fmt=s32p:async=1,' +
          'aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo,' +
          'atrim=start_pts=24000:end_pts=120000,asetpts=expr=PTS-24000,aresample=async=1:first_pts=0,' +
          'apad=whole_len=96000,atrim=end_sample=96000,asetpts=expr=N[s0]',
        '[s0]apad=whole_len=96000,atrim=end_sample=96000,asetpts=expr=N[s1]',
      ].join(';\n'),
      ...['-map', '[s1]', '-c:a', 'aac', '-b:a', '192k', '-flags:a', '+bitexact'],
      ...['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', '-movflags', '+faststart'],
      ...['-f', 'mp4', '/scratch/sound-0.mp4'],
    ],
    files: [],
    outputs: [{ name: 'sound:aac', path: '/scratch/sound-0.mp4' }],
    frameCount: 0,
  })
  t.same(picture, {
    args: [
      ...['-hide_banner', '-xerror', '-filter_complex_threads', '2'],
      ...[...whitelist, '-max_pixels', '67108864', '-flags', '+bitexact', '-threads', '2'],
      ...['-noaccurate_seek', '-ss', '9.500000', '-i', '/sources/a'],
      ...[...whitelist, '-flags', '+bitexact', '-threads', '1', '-i', '/scratch/sound-0.mp4'],
      '-filter_complex',
      [
        'sws_flags=bicubic+accurate_rnd+bitexact',
        '[0:v:0]settb=expr=1/1000000,setpts=expr=PTS-492000,fps=fps=25/1:start_time=0:round=near,' +
          'scale=width=1280:height=720:flags=bicubic+accurate_rnd+bitexact:out_range=tv,setsar=sar=1,' +
          'format=pix_fmts=yuv420p,tpad=stop=50:stop_mode=clone,trim=end_frame=50,' +
          'settb=expr=1/25,setpts=expr=N[s0]',
        '[s0]format=pix_fmts=yuv420p,setsar=sar=1,' +
          'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709[s1]',
      ].join(';\n'),
      ...['-map', '[s1]', '-map', '1:a:0', '-c:a', 'copy'],
      ...['-c:v', 'libx264', '-preset', 'fast', '-crf', '20', '-profile:v', 'high', '-pix_fmt', 'yuv420p'],
      ...['-threads', '4', '-x264-params', 'cpu-independent=1', '-g', '50', '-flags:v', '+bitexact+cgop'],
      ...['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'],
      ...['-fps_mode', 'passthrough', '-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'],
      ...['-movflags', '+faststart', '-f', 'mp4', '/scratch/output-0.mp4'],
    ],
    files: [],
    outputs: [{ name: 'film', path: '/scratch/output-0.mp4' }],
    frameCount: 50,
  })
})

/** The graph of the picture, a chain a line, without the filters that put frames on their grid. */
function graphOf(tracks: Edit['tracks']): string[] {
  const args = commandsOf(tracks).at(-1)?.args ?? []
  const text = args[args.indexOf('-filter_complex') + 1] ?? ''
  return text
    .replace(/,settb=expr=1\/25,setpts=expr=N(?=[,[])/g, '')
    .split(';\n')
    .slice(1)
}

const still = { type: 'image' as const, asset: photo, duration: 1 }

test('a crossfade shares a tail and a head; what it joins is put together again', async (t) => {
  const chains = graphOf([
    {
      kind: 'video',
      clips: [
        { ...clip, start: 1, muted: true },
        { ...clip, muted: true, transition: { type: 'crossfade', duration: 0.4 } },
      ],
    },
  ])
  t.same(
    chains.map((chain) =>
      chain.replace(/^(\[\d:v:0\]).*(\[s\d+\])$/, '$1…$2').replace(/^color=.*(\[s\d+\])$/, 'background…$1'),
    ),
    [
      'background…[s0]',
      '[0:v:0]…[s1]',
      '[s1]split=2[s2][s3]',
      '[s2]trim=end_frame=40[s4]',
      '[s3]trim=start_frame=40:end_frame=50[s5]',
      '[1:v:0]…[s6]',
      '[s6]split=2[s7][s8]',
      '[s7]trim=end_frame=10[s9]',
      '[s9]format=pix_fmts=yuva420p,fade=type=in:start_frame=0:nb_frames=10:alpha=1[s10]',
      '[s5][s10]overlay=x=0:y=0:eof_action=pass:format=yuv420[s11]',
      '[s8]trim=start_frame=10:end_frame=50[s12]',
      '[s0][s4][s11][s12]concat=n=4:v=1:a=0[s13]',
      '[s13]format=pix_fmts=yuv420p,setsar=sar=1,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709[s14]',
    ],
  )
})

test('an upper track is laid over; a text is drawn once, from a file of ours', async (t) => {
  const tracks: Edit['tracks'] = [
    { kind: 'video', clips: [{ ...clip, muted: true }] },
    { kind: 'video', clips: [{ ...still, start: 0.4, scale: 0.5, opacity: 0.5, fadeIn: 0.2 }] },
    {
      kind: 'video',
      clips: [{ type: 'text', text: 'One\n\ntwo', duration: 1, box: { color: '#00000080' } }],
    },
  ]
  const chains = graphOf(tracks)
  t.same(chains.slice(1, 3), [
    '[1:v:0]trim=end_frame=1,setpts=expr=0,tpad=stop_duration=2:stop_mode=clone,fps=fps=25/1:start_time=0,' +
      'trim=end_frame=1,scale=width=640:height=360:flags=bicubic+accurate_rnd+bitexact:in_color_matrix=auto:' +
      'out_color_matrix=bt709:out_range=tv,setsar=sar=1,format=pix_fmts=yuva420p,lutyuv=a=val*0.500000,' +
      'tpad=stop=25:stop_mode=clone,trim=end_frame=25,fade=type=in:start_frame=0:nb_frames=5:alpha=1,' +
      'settb=expr=1/25,setpts=expr=N+10[s1]',
    '[s0][s1]overlay=x=320:y=180:eof_action=pass:format=yuv420[s2]',
  ])
  const [commands] = [commandsOf(tracks)]
  t.same(commands.at(-1)?.files, [
    { path: '/scratch/text-0.txt', text: 'One' },
    { path: '/scratch/text-1.txt', text: 'two' },
  ])
  const drawn = chains.filter((chain) => chain.includes('drawtext'))
  t.equal(drawn.length, 2, 'a box and the letters')
  t.match(drawn[1], /fontfile=\/fonts\/DejaVuSans\.ttf:textfile=\/scratch\/text-0\.txt:expansion=none/)
})

test('a track that hides all below it is all that is decoded', async (t) => {
  const commands = commandsOf([
    { kind: 'video', clips: [{ ...clip, muted: true }] },
    { kind: 'video', clips: [{ ...clip, in: 50, muted: true, fit: 'cover' }] },
  ])
  const args = commands[0]?.args ?? []
  t.same(
    args.filter((_, at) => args[at - 1] === '-ss'),
    ['49.500000'],
  )
})

test('outputs share one composition, and the sound that both want', async (t) => {
  const commands = commandsOf(
    [{ kind: 'video', clips: [clip] }],
    [
      { name: 'a', preset: 'standard' },
      { name: 'b', preset: 'standard', width: 640, crf: 30 },
      { name: 'c', preset: 'web' },
    ],
  )
  t.same(
    commands[0]?.outputs.map(({ path }) => path),
    ['/scratch/sound-0.mp4', '/scratch/sound-1.webm'],
  )
  const args = commands[1]?.args ?? []
  t.same(
    args.filter((_, at) => args[at - 1] === '-map'),
    ['[s4]', '1:a:0', '[s5]', '1:a:0', '[s6]', '2:a:0'],
  )
})

test('a long graph goes into a file', async (t) => {
  const clips = Array.from({ length: 150 }, (_, n) => ({
    type: 'text' as const,
    text: `${n}`,
    duration: 0.2,
  }))
  const [command] = commandsOf([{ kind: 'video', clips }])
  const at = command?.args.indexOf('-filter_complex_script') ?? -1
  t.ok(at > 0)
  t.equal(command?.args[at + 1], '/scratch/picture-graph.txt')
  t.match(command?.files.at(-1), { text: /^sws_flags=/ })
})

test('a source that is not an absolute path is a bug', async (t) => {
  const resolution = resolveEdit(
    {
      schemaVersion: 1,
      canvas: { width: 640, height: 360, fps: 25 },
      tracks: [{ kind: 'video', clips: [clip] }],
      outputs: [{ name: 'film', preset: 'standard' }],
    },
    assets,
  )
  assert(resolution.ok)
  const plan = planRender(resolution.timeline, { encoders: cpuEncoders, pipelineVersion })
  t.throws(
    () => buildCommands(plan, { folder: '/scratch', sourcePath: () => 'http://example.org/a.mp4' }),
    /absolute/,
  )
})

test('a GPU is asked for the same quality or rate in its own words, and gets its frames where it looks for them', async (t) => {
  const clip = { type: 'text' as const, text: 'x', duration: 1 }
  const argsFor = (h264: string, output: object) => {
    const outputs = [{ name: 'film', preset: 'standard', ...output }]
    const commands = commandsOf([{ kind: 'video', clips: [clip] }], outputs, { ...cpuEncoders, h264 })
    return commands.at(-1)!.args.join(' ')
  }
  t.match(argsFor('h264_nvenc', { crf: 21 }), '-rc vbr -cq 21 -b:v 0 -profile:v high -pix_fmt yuv420p -g 50')
  t.match(argsFor('h264_qsv', { crf: 21 }), '-global_quality 21')
  t.match(argsFor('h264_amf', { crf: 21 }), '-rc cqp -qp_i 21 -qp_p 21')
  const vaapi = argsFor('h264_vaapi', { crf: 21 })
  t.match(vaapi, '-rc_mode CQP -qp 21')
  t.match(vaapi, /-init_hw_device vaapi=gpu:[^]*format=pix_fmts=nv12,hwupload\[/)
  t.notMatch(vaapi, '-pix_fmt', 'the frames have theirs from the device')
  for (const [encoder, words] of [
    ['h264_nvenc', '-rc vbr -b:v 4000k -maxrate 6000k -bufsize 8000k'],
    ['h264_qsv', '-b:v 4000k -maxrate 6000k'],
    ['h264_vaapi', '-rc_mode VBR -b:v 4000k'],
    ['h264_amf', '-rc vbr_peak -b:v 4000k'],
  ] as const)
    t.match(argsFor(encoder, { bitrateKbps: 4000 }), words)
})
