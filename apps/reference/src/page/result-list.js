import { element } from './element.js'
import { highlight } from './highlight.js'
import { storedDocument } from './search-client.js'

const keywords =
  'async |class |const |constructor|declare |def |enum |export |function |import |interface |let |method |' +
  'namespace |property |public |type |var '
const codeLike = new RegExp(`^(?:@|${keywords})|=>|\\): |[;{}]\\s*$`)

/** @import { SearchHit } from '../search-service.ts' */

/**
 * The list entry of a hit.
 *
 * @param {SearchHit} hit
 * @param {string} query
 * @param {(key: string, value: string | number | boolean) => void} onFilter
 */
export function resultEntry(hit, query, onFilter) {
  const { id, title, passage, score, metadata, ranks } = hit
  const passageElement = element(
    'p',
    { class: isCode(passage) ? 'passage code' : 'passage' },
    ...marked(passage, query),
  )
  const opener = element(
    'button',
    { type: 'button', 'aria-expanded': 'false' },
    ...marked(title || id, query).flatMap(breakable),
  )
  // Each value of a list can be filtered by; what is nested further is not shown.
  const values = Object.entries(metadata).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap(each =>
      typeof each === 'object' ? [] : [/** @type {[string, string | number | boolean]} */ ([key, each])],
    ),
  )
  const notes = values
    .filter(isProse)
    .map(([, value]) => element('p', { class: 'note' }, ...marked(String(value), query)))
  const filters = values
    .filter(entry => !isProse(entry))
    .map(([key, value]) => {
      const button = element(
        'button',
        { type: 'button', title: `Only documents whose ${key} is ${value}` },
        `${key}: ${value}`,
      )
      button.addEventListener('click', () => onFilter(key, value))
      return button
    })
  const places = [
    ['words', ranks.lexical],
    ['vectors', ranks.dense],
  ].flatMap(([name, place]) => (place === undefined ? [] : [element('span', {}, `${name} #${place}`)]))
  const numbers = element('span', { class: 'numbers' }, ...places, element('span', {}, `score ${score.toPrecision(3)}`))
  const entry = element(
    'li',
    { class: 'hit' },
    element('h2', {}, opener),
    passageElement,
    ...notes,
    element('div', { class: 'facts' }, ...filters, numbers),
  )
  opener.addEventListener('click', () => {
    void toggle(entry, opener, passageElement, hit, query)
  })
  return entry
}

/** What is to be read, not to filter by. @param {[string, string | number | boolean]} entry */
function isProse([key, value]) {
  return typeof value === 'string' && (key === 'description' || value.length > 60)
}

/** Whether a text reads better with letters of one width. @param {string} text */
function isCode(text) {
  return codeLike.test(text)
}

/**
 * Shows the whole document in place of its passage, or the passage again.
 *
 * @param {HTMLElement} entry
 * @param {HTMLElement} opener
 * @param {HTMLElement} passage
 * @param {SearchHit} hit
 * @param {string} query
 */
async function toggle(entry, opener, passage, hit, query) {
  const open = opener.getAttribute('aria-expanded') !== 'true'
  opener.setAttribute('aria-expanded', String(open))
  passage.hidden = open
  entry.querySelector('.whole')?.remove()
  if (!open) return
  const whole = element(
    'div',
    {
      class: isCode(hit.passage) ? 'whole code' : 'whole',
      tabindex: '0',
      role: 'group',
      'aria-label': `Text of ${hit.title || hit.id}`,
    },
    'Loading …',
  )
  passage.after(whole)
  try {
    const { text } = await storedDocument(hit.id)
    whole.replaceChildren(...marked(text, query))
  } catch (error) {
    whole.replaceChildren(/** @type {Error} */ (error).message)
  }
}

/**
 * With places where a long identifier may go on in another line.
 *
 * @param {Node} node
 * @returns {Node[]}
 */
function breakable(node) {
  const parts = (node.textContent ?? '').split(/(?<=[./:_#-])|(?<=\p{Ll})(?=\p{Lu})/u)
  if (parts.length === 1) return [node]
  const pieces = parts.flatMap((part, i) => (i === 0 ? [part] : [document.createElement('wbr'), part]))
  if (!(node instanceof Element)) return [element('span', {}, ...pieces)]
  node.replaceChildren(...pieces)
  return [node]
}

/**
 * @param {string} text
 * @param {string} query
 */
function marked(text, query) {
  return highlight(text, query).map(piece =>
    piece.marked ? element('mark', {}, piece.text) : document.createTextNode(piece.text),
  )
}
