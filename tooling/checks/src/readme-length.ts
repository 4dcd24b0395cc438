import type { Files } from './files.ts'

const limit = 600

/**
 * A README has at most 600 words of prose; measurements and details are pages of `docs/`. Generated regions, code and
 * tables are not counted.
 */
export function readmeLength(files: Files): string[] {
  return [...files]
    .filter(([path]) => path === 'README.md' || path.endsWith('/README.md'))
    .flatMap(([path, text]) => {
      const words = countProse(text)
      return words > limit ? [`${path}: ${words} words, at most ${limit}; move details to a page in docs/`] : []
    })
}

function countProse(text: string): number {
  const prose = text
    .replace(/<!-- generated.*?<!-- end.*?$/gms, '')
    .replace(/^```.*?^```/gms, '')
    .replace(/^\|.*$/gm, '')
  return prose.match(/\S+/g)?.length ?? 0
}
