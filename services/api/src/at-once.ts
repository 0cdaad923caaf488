/** Does something for each of many, so many of them at once; what comes out is in the order of what went in. */
export async function atOnce<In, Out>(
  most: number,
  items: readonly In[],
  task: (item: In) => Promise<Out>,
): Promise<Out[]> {
  const left = [...items.entries()]
  const results = new Array<Out>(items.length)
  const next = async (): Promise<void> => {
    for (let entry = left.shift(); entry !== undefined; entry = left.shift()) {
      const [at, item] = entry
      results[at] = await task(item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, next))
  return results
}
