import type { RenderPlan } from '@framewright/timeline'

/**
 * By names that MP4, MOV, M4A, WebM, WAV and MP3 all have a place for, and players show. The ids go into the comment: a
 * name of our own would be lost in MP4 and WAV. Pictures and GIFs take none of it. No clock: the same film has the same bytes.
 */
export function metadataArgs({ metadata, pipelineVersion }: RenderPlan): string[] {
  if (metadata === undefined) return []
  const { title, author, copyright, projectId } = metadata
  const ids = { project: projectId, pipelineVersion }
  const comment = Object.entries(ids).flatMap(([name, id]) => (id === undefined ? [] : [`${name}=${id}`]))
  const tags = { title, artist: author, copyright, comment: comment.join('; ') }
  return Object.entries(tags).flatMap(([name, text]) =>
    text === undefined ? [] : ['-metadata', `${name}=${text}`],
  )
}
