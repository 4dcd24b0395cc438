/**
 * Removes from a description what gives its declaration's name away.
 *
 * Three things go: a code span that contains the own name as an identifier (`` `fs.watch()` `` for `fs.watch`); the
 * qualified name in plain words (`fs.watch`); and the own name in plain words where it cannot be English, because it
 * has an inner capital, an underscore or a digit (`readFileSync`), or in its CSS spelling (`font-size`). A plain word
 * such as "watch" stays: a person would write it too. The backticks of the other code spans go, their text stays.
 *
 * @param description Plain text with code in backticks.
 * @param name Qualified name.
 */
export function removeOwnName(description: string, name: string): string {
  const ownName = name.slice(name.lastIndexOf('.') + 1)
  const patterns =
    description.includes(ownName) || description.includes(kebab(ownName)) ? patternsOf(ownName) : undefined
  let text = description
  if (patterns !== undefined) {
    text = text.replace(/(`+)([\s\S]*?)\1/g, (_, __, code: string) => (patterns.own.test(code) ? '' : code))
    for (const pattern of patterns.inWords) text = text.replace(pattern, '')
  }
  return text
    .replace(/`+/g, '')
    .replace(/\(\s*\)|"\s*"/g, '')
    .replace(/[\s,]+([.;:!?)](?:\s|$))/g, '$1')
    .replace(/\s+(,)(?=\s|$)/g, '$1')
    .replace(/\s+/g, ' ')
    .replace(/(?<=^|[.!?] )See(?: also)?(?: the)?[.!]?(?= |$)(?! [a-z\d])/g, '')
    .replace(/^[\s,.;:\-–—]+/, '')
    .replace(/\s+/g, ' ')
    .trim()
}

function patternsOf(ownName: string) {
  const name = escape(ownName)
  const css = escape(kebab(ownName))
  const inWords = [
    new RegExp(`(?:[\\w$]+\\.)+${name}(?![\\w$])(?:\\([^()]*\\))?`, 'g'),
    new RegExp(`(?<![\\w$.])${name}\\([^()]*\\)`, 'g'),
  ]
  if (/.[A-Z]|[_$\d]/.test(ownName)) inWords.push(new RegExp(`(?<![\\w$])${name}(?![\\w$])`, 'g'))
  if (css !== name) inWords.push(new RegExp(`(?<![\\w$-])${css}(?![\\w$-])`, 'g'))
  return { own: new RegExp(`(?<![\\w$])${name}(?![\\w$])`), inWords }
}

function kebab(name: string) {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

function escape(text: string) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
