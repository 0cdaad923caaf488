import type { OutputFile, RenderView } from '@framewright/schemas'
import type { RenderRow } from './tables.ts'

const downloadBase = '/api/video-editor/renders'

/** A row as REST and WebSocket show it: what is the caller's business, and not where files lie in storage. */
export function toRenderView(row: RenderRow): RenderView {
  return {
    renderId: row.render_id,
    projectId: row.project_id,
    title: row.title,
    status: row.status,
    version: row.version,
    presets: row.presets,
    class: row.class,
    lane: row.lane,
    frameCount: row.frame_count,
    frameRate: { num: row.frame_rate_num, den: row.frame_rate_den },
    width: row.width,
    height: row.height,
    durationSeconds: (row.frame_count * row.frame_rate_den) / row.frame_rate_num,
    attempt: row.attempt,
    workerId: row.worker_id,
    encoder: row.encoder,
    fallbackReason: row.fallback_reason,
    pipelineVersion: row.pipeline_version,
    ffmpegBuild: row.ffmpeg_build,
    planId: row.plan_id,
    chunkCount: row.chunk_count,
    cacheHitRatio: row.cache_hit_ratio,
    wholeBecause: row.whole_because,
    requestedAt: row.requested_at.toISOString(),
    startedAt: instant(row.started_at),
    finishedAt: instant(row.finished_at),
    updatedAt: row.updated_at.toISOString(),
    retryAt: instant(row.retry_at),
    expiredAt: instant(row.expired_at),
    failure: row.failure,
    outputs: row.outputs.map((output) => toOutputView(row.render_id, output)),
  }
}

function toOutputView(renderId: string, { key: _key, ...output }: OutputFile): RenderView['outputs'][number] {
  return { ...output, href: hrefOf(renderId, output) }
}

/** Of several files the one to begin with, at a path from which it finds the others. */
export function hrefOf(renderId: string, { name, fileName, parts }: Omit<OutputFile, 'key'>): string {
  const base = `${downloadBase}/${renderId}`
  return parts === undefined
    ? `${base}/download?output=${encodeURIComponent(name)}`
    : `${base}/outputs/${encodeURIComponent(name)}/${fileName}`
}

const instant = (at: Date | null): string | null => at?.toISOString() ?? null
