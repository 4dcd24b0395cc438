/**
 * Finds a key that an object of a JSON text has twice. `JSON.parse` keeps the last one silently.
 *
 * @param json Valid JSON.
 * @returns The first repeated key, or undefined.
 */
export function duplicateKey(json: string): string | undefined {
  const objects: Set<string>[] = []
  for (let at = 0; at < json.length; at++) {
    if (json[at] === '{') objects.push(new Set())
    else if (json[at] === '}') objects.pop()
    else if (json[at] === '"') {
      const start = at
      for (at++; json[at] !== '"'; ) at += json[at] === '\\' ? 2 : 1
      if (!isColonNext(json, at + 1)) continue
      const key = JSON.parse(json.slice(start, at + 1)) as string
      const keys = objects.at(-1)!
      if (keys.has(key)) return key
      keys.add(key)
    }
  }
  return undefined
}

/** Only keys are followed by a colon. */
function isColonNext(json: string, at: number): boolean {
  while (' \t\n\r'.includes(json[at] ?? ':')) at++
  return json[at] === ':'
}
