import { element } from './element.js'
import { findTitles } from './recommend-client.js'

/** @import { StoredItem } from '../recommend/recommendation-service.ts' */

/** Pause after a key before the server is asked. */
const pauseMs = 120

/**
 * Makes a combobox of an input and its list: what is typed finds titles, of which arrows and Enter, or a tap, choose.
 *
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 * @param {{ onPick: (item: StoredItem) => void, onError: (error: unknown) => void }} told
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
export function titleBox(input, list, { onPick, onError }) {
  let running = new AbortController()
  let timer = 0
  /** @type {StoredItem[]} */
  let found = []
  let active = 0
  /** Enter was pressed before the titles came. */
  let wantsFirst = false

  input.addEventListener('input', () => {
    running.abort()
    clearTimeout(timer)
    wantsFirst = false
    // What is shown is of the text before: Enter waits for what comes.
    found = []
    list.children[active]?.setAttribute('aria-selected', 'false')
    input.removeAttribute('aria-activedescendant')
    if (input.value.trim() === '') close()
    else timer = window.setTimeout(ask, pauseMs)
  })
  input.addEventListener('keydown', event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && found.length > 0) activate((active + step + found.length) % found.length)
    else if (event.key === 'Enter') {
      if (found.length > 0) pick(/** @type {StoredItem} */ (found[active]))
      else wantsFirst = input.value.trim() !== ''
    } else if (event.key === 'Escape' && input.value !== '') {
      input.value = ''
      close()
    } else return
    event.preventDefault()
  })
  input.addEventListener('blur', close)

  async function ask() {
    const { signal } = (running = new AbortController())
    try {
      show(await findTitles(input.value.trim(), signal))
    } catch (error) {
      if (!signal.aborted) onError(error)
    }
  }

  /** @param {StoredItem[]} items */
  function show(items) {
    const first = items[0]
    if (wantsFirst && first !== undefined) {
      pick(first)
      return
    }
    found = items
    list.replaceChildren(...items.map(option))
    if (first === undefined) list.append(element('li', { role: 'option', 'aria-disabled': 'true' }, 'No such title'))
    list.hidden = false
    input.setAttribute('aria-expanded', 'true')
    if (first !== undefined) activate(0)
  }

  /**
   * @param {StoredItem} item
   * @param {number} place
   */
  function option(item, place) {
    const lists = Object.values(item.metadata).filter(value => Array.isArray(value))
    const made = element(
      'li',
      { role: 'option', id: `title-${place}`, 'aria-selected': 'false' },
      element('span', {}, item.title || item.id),
      element('small', {}, lists.map(value => value.join(', ')).join(' · ')),
    )
    // The input keeps the focus.
    made.addEventListener('pointerdown', event => event.preventDefault())
    made.addEventListener('click', () => pick(item))
    return made
  }

  /** @param {number} place */
  function activate(place) {
    list.children[active]?.setAttribute('aria-selected', 'false')
    active = place
    const chosen = list.children[place]
    chosen?.setAttribute('aria-selected', 'true')
    chosen?.scrollIntoView({ block: 'nearest' })
    input.setAttribute('aria-activedescendant', `title-${place}`)
  }

  /** @param {StoredItem} item */
  function pick(item) {
    input.value = ''
    close()
    onPick(item)
  }

  function close() {
    running.abort()
    clearTimeout(timer)
    found = []
    active = 0
    wantsFirst = false
    list.hidden = true
    list.replaceChildren()
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
}
