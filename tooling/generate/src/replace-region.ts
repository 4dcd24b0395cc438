/**
 * The text with `content` between `<!-- generated: name -->` and the next `<!-- end -->`.
 *
 * @throws {Error} if the region is not there exactly once.
 */
export function replaceRegion(text: string, name: string, content: string): string {
  const opening = `<!-- generated: ${name} -->\n`
  const [before, after, ...more] = text.split(opening)
  const end = after?.indexOf('<!-- end -->') ?? -1
  if (after === undefined || end < 0 || more.length > 0)
    throw new Error(
      `the region "${name}" is not there once. Write "${opening.trim()}" and "<!-- end -->" on lines of their own.`,
    )
  return before + opening + content + after.slice(end)
}
