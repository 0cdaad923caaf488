import type { FramewrightEvent, RenderView } from '@framewright/schemas'

export type RequestData = Extract<FramewrightEvent, { type: 'RenderRequested' }>['data']

/** A render as its request alone shows it: for the moment before its row is there. */
export function viewOfRequest(request: RequestData, requestedAt: Date): RenderView {
  const { renderId, projectId, title, presets, class: renderClass, lane } = request
  const { frameCount, frameRate, width, height } = request
  const at = requestedAt.toISOString()
  return {
    renderId,
    projectId,
    title,
    status: 'queued',
    version: 0,
    presets,
    class: renderClass,
    lane,
    frameCount,
    frameRate,
    width,
    height,
    durationSeconds: (frameCount * frameRate.den) / frameRate.num,
    attempt: 0,
    workerId: null,
    encoder: null,
    fallbackReason: null,
    pipelineVersion: null,
    ffmpegBuild: null,
    planId: null,
    chunkCount: null,
    cacheHitRatio: null,
    wholeBecause: null,
    requestedAt: at,
    startedAt: null,
    finishedAt: null,
    updatedAt: at,
    retryAt: null,
    expiredAt: null,
    failure: null,
    outputs: [],
  }
}
