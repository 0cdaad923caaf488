/**
 * JSON with sorted keys and no white space (RFC 8785 for the values we use: no NaN, no lone surrogates), so that equal
 * values have equal bytes and therefore equal hashes.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  )
}
