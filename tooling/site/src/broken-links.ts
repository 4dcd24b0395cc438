import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** A link that names no file of the site, or no place in one. */
export interface BrokenLink {
  readonly page: string
  readonly link: string
}

/** Every link and picture of the pages in a folder that leads to a missing file or to a missing place of a page. */
export function brokenLinks(folder: string): BrokenLink[] {
  const pages = new Map(
    globSync('**/*.html', { cwd: folder }).map(page => [page, readFileSync(join(folder, page), 'utf8')]),
  )
  const places = new Map([...pages].map(([page, html]) => [page, new Set(attributes(html, 'id'))]))
  return [...pages].flatMap(([page, html]) =>
    [...new Set([...attributes(html, 'href'), ...attributes(html, 'src')])]
      .filter(link => !/^[a-z]+:/i.test(link) && !leadsSomewhere(link, page))
      .map(link => ({ page, link })),
  )

  function leadsSomewhere(link: string, page: string): boolean {
    const [path, place] = link.split('#')
    const file = path === '' ? page : relative(folder, join(folder, dirname(page), decodeURIComponent(path!)))
    if (!places.has(file)) return existsSync(join(folder, file)) && statSync(join(folder, file)).isFile()
    return place === undefined || place === '' || places.get(file)!.has(decodeURIComponent(place))
  }
}

function attributes(html: string, name: string): string[] {
  return [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value]) =>
    value!.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'"),
  )
}
