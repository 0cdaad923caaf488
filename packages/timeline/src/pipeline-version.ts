/** Changes whenever the same plan would give other bytes: it is part of every plan, and so of every key of the cache. */
export const pipelineVersion = '1'
