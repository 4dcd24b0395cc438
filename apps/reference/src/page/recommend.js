import { addDialog } from './add-dialog.js'
import { RefusedError, useKey } from './ask-server.js'
import { element } from './element.js'
import { recommend, status, storedItem } from './recommend-client.js'
import { recommendedEntry } from './recommended-entry.js'
import { timeText } from './time-text.js'
import { titleBox } from './title-box.js'

/** @import { Metadata } from '../search-service.ts' */
/** @import { RecommendationAnswer, RecommendationStatus } from '../recommend/recommendation-service.ts' */
/** @import { RecommendedItem } from '../recommend/recommendation-service.ts' */

/** @typedef {{ id: string, title: string }} Pick */

/** What is shown, and how far an item that was added is looked for. */
const shown = 20
const furthest = 200
/** An answer that takes longer shows that it is on its way. */
const patienceMs = 200
/** Times that a busy server is asked again by itself. */
const mostRetries = 3

const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id))
const input = /** @type {HTMLInputElement} */ (at('query'))
const hits = at('hits')

/** @type {Pick[]} */
let picks = []
/** @type {Metadata} */
let where = {}
/** @type {Pick | undefined} */
let added
/** @type {RecommendationStatus | undefined} */
let service
let running = new AbortController()
let timer = 0

titleBox(input, at('titles'), { onPick: pick, onError: error => showError(error, ask) })
const openDialog = addDialog({
  async onAdd(item) {
    added = item
    input.focus()
    service = await status()
    ask()
  },
})
at('form').addEventListener('submit', event => event.preventDefault())
at('add').addEventListener('click', () => openDialog(service?.categories ?? {}))
at('key-form').addEventListener('submit', () => {
  useKey(/** @type {HTMLInputElement} */ (at('key')).value)
  void begin()
})
window.addEventListener('popstate', () => void begin())
document.addEventListener('keydown', onKey)
void begin()

async function begin() {
  const parameters = new URLSearchParams(location.search)
  try {
    where = JSON.parse(parameters.get('where') ?? '{}') ?? {}
  } catch {
    where = {}
  }
  try {
    service = await status()
    // One that is gone keeps its id: the answer says that it is unknown.
    picks = await Promise.all(parameters.getAll('like').map(id => storedItem(id).catch(() => ({ id, title: id }))))
  } catch (error) {
    showError(error, () => void begin())
    return
  }
  ask()
}

/** @param {Pick} item */
function pick({ id, title }) {
  picks = [...picks.filter(each => each.id !== id), { id, title }]
  ask()
  input.focus()
}

/** Asks for what the page says now. What was asked before is given up: a late answer is never shown. */
function ask(retries = 0) {
  clearTimeout(timer)
  running.abort()
  const { signal } = (running = new AbortController())
  writeAddress()
  showChips()
  const waiting = window.setTimeout(() => {
    hits.classList.add('stale')
    at('progress').hidden = false
  }, patienceMs)
  recommend({ history: picks.map(({ id }) => id), where, limit: added === undefined ? shown : furthest }, signal)
    .then(async answer => ({ answer, behind: await addedBehind(answer, signal) }))
    .then(
      ({ answer, behind }) => {
        if (!signal.aborted) showAnswer(answer, behind)
      },
      error => {
        if (signal.aborted) return
        const seconds = error instanceof RefusedError ? error.retryAfterSeconds : undefined
        if (seconds === undefined || retries >= mostRetries) {
          showError(error, ask)
          return
        }
        at('status').textContent = 'The server is busy; asking again …'
        timer = window.setTimeout(() => ask(retries + 1), seconds * 1000)
      },
    )
    .finally(() => {
      clearTimeout(waiting)
      if (signal !== running.signal) return
      hits.classList.remove('stale')
      at('progress').hidden = true
    })
}

/**
 * The title that was added, if it may be recommended and comes behind the others: it is asked for by itself.
 *
 * @param {RecommendationAnswer} answer
 * @param {AbortSignal} signal
 */
async function addedBehind({ items, isPopular }, signal) {
  if (added === undefined || isPopular || picks.some(({ id }) => id === added?.id)) return undefined
  if (items.some(({ item }) => item === added?.id)) return undefined
  const question = { history: picks.map(({ id }) => id), where: { ...where, title: added.title }, limit: furthest }
  return (await recommend(question, signal)).items.find(({ item }) => item === added?.id)
}

/**
 * @param {RecommendationAnswer} answer
 * @param {RecommendedItem} [behind] The title that was added, if it is not among these.
 */
function showAnswer({ items, unknown, isPopular, ranked, milliseconds }, behind) {
  const place = items.findIndex(({ item }) => item === added?.id)
  const listed = items
    .map((item, i) => ({ item, place: i + 1, isNew: i === place, isPopular }))
    .filter(entry => entry.place <= shown || entry.isNew)
  if (behind !== undefined) listed.push({ item: behind, place: furthest + 1, isNew: true, isPopular })
  const hadFocus = hits.contains(document.activeElement)
  hits.replaceChildren(
    ...listed.map(({ item, ...options }) =>
      recommendedEntry(item, {
        ...options,
        furthest,
        onPick: () => pick({ id: item.item, title: item.title }),
        onFilter(key, value) {
          where = { ...where, [key]: value }
          ask()
          input.focus()
        },
      }),
    ),
  )
  if (hadFocus) input.focus()
  const size = (service?.items ?? 0).toLocaleString('en')
  const what = isPopular ? 'popular titles' : items.length === 1 ? 'recommendation' : 'recommendations'
  const count = Math.min(items.length, shown)
  at('status').textContent = `${count === 0 ? 'No' : count} ${what} from ${size} in ${timeText(milliseconds.total)}`
  showTimes([
    ['user', milliseconds.user],
    ['search', milliseconds.search],
    [ranked ? 'rank' : 'explain', milliseconds.rank],
  ])
  const notes = [
    ...(unknown.length > 0 ? [`Not in the catalogue, passed over: ${unknown.join(', ')}.`] : []),
    ...(isPopular ? ['Nothing is known of you yet: these are the popular titles. Pick some that you like.'] : []),
    ...(items.length === 0 ? ['Nothing is left to recommend. Remove a filter.'] : []),
    ...(added !== undefined && place < 0 && behind === undefined
      ? [`“${added.title}” is there, but not among these: ${whyNot(isPopular)}.`]
      : []),
  ]
  showMessage(notes)
}

/** @param {boolean} isPopular */
function whyNot(isPopular) {
  if (picks.some(({ id }) => id === added?.id)) return 'you like it already'
  return isPopular ? 'nobody had it yet' : 'a filter leaves it out'
}

/** @param {[name: string, ms: number][]} parts */
function showTimes(parts) {
  const spans = parts.map(([name, ms]) =>
    element('span', { class: `part-${name}` }, element('i', { 'aria-hidden': 'true' }), `${name} ${timeText(ms)}`),
  )
  at('timing').replaceChildren(...spans)
}

/**
 * @param {unknown} error
 * @param {() => void} again
 */
function showError(error, again) {
  hits.replaceChildren()
  at('timing').replaceChildren()
  at('status').textContent = 'That did not work'
  if (error instanceof RefusedError && error.status === 401)
    /** @type {HTMLDialogElement} */ (at('key-dialog')).showModal()
  showMessage([error instanceof Error ? error.message : String(error)], again)
}

/**
 * @param {string[]} lines
 * @param {() => void} [again] What went wrong can be tried again.
 */
function showMessage(lines, again) {
  const message = at('message')
  message.className = again === undefined ? 'message' : 'message bad'
  message.replaceChildren(...lines.map(line => element('p', {}, line)))
  if (again !== undefined) {
    const button = element('button', { type: 'button' }, 'Try again')
    button.addEventListener('click', () => again())
    message.append(button)
  }
  message.hidden = lines.length === 0
}

function showChips() {
  at('picks').replaceChildren(
    ...picks.map(({ id, title }) =>
      chip(title || id, `Remove ${title || id}`, () => {
        picks = picks.filter(each => each.id !== id)
      }),
    ),
  )
  at('filters').replaceChildren(
    ...Object.entries(where).map(([key, value]) =>
      chip(`${key}: ${value}`, `Remove the filter ${key}: ${value}`, () => {
        const { [key]: _removed, ...others } = where
        where = others
      }),
    ),
  )
}

/**
 * @param {string} text
 * @param {string} label
 * @param {() => void} remove
 */
function chip(text, label, remove) {
  const button = element('button', { type: 'button', 'aria-label': label }, text)
  button.addEventListener('click', () => {
    remove()
    ask()
    input.focus()
  })
  return element('li', {}, button)
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const isTyping = document.activeElement === input
  const isTaken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey
  if (isTaken || document.querySelector('dialog[open]')) return
  if (event.key === '/' && !isTyping) input.select()
  else if (event.key === 'Escape' && !isTyping) input.focus()
  else if (event.key === 'Backspace' && isTyping && input.value === '' && picks.length > 0) {
    picks = picks.slice(0, -1)
    ask()
  } else return
  event.preventDefault()
}

function writeAddress() {
  const parameters = new URLSearchParams()
  for (const { id } of picks) parameters.append('like', id)
  if (Object.keys(where).length > 0) parameters.set('where', JSON.stringify(where))
  history.replaceState(undefined, '', parameters.size > 0 ? `?${parameters}` : location.pathname)
}
