import { RefusedError, useKey } from './ask-server.js'
import { element } from './element.js'
import { timeText } from './time-text.js'
import { resultEntry } from './result-list.js'
import { compareReranking, exampleQueries, search, status } from './search-client.js'

/** @import { Metadata, SearchAnswer, SearchMode, ServiceStatus } from '../search-service.ts' */
/** @import { Question } from './search-client.js' */

/** Pause after a key before the server is asked. */
const pauseMs = 120
/** A search that takes longer shows that it is running. */
const patienceMs = 200
/** Times that a busy server is asked again by itself. */
const mostRetries = 3

const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id))
const input = /** @type {HTMLInputElement} */ (at('query'))
const rerank = /** @type {HTMLInputElement} */ (at('rerank'))
const hits = at('hits')
const form = /** @type {HTMLFormElement} */ (at('form'))
const modes = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll('input[name=mode]'))

/** @type {Metadata} */
let where = {}
/** @type {ServiceStatus | undefined} */
let service
/** @type {string[]} */
let examples = []
let running = new AbortController()
let timer = 0

form.addEventListener('submit', event => {
  event.preventDefault()
  ask()
})
input.addEventListener('input', () => {
  running.abort()
  clearTimeout(timer)
  timer = window.setTimeout(ask, pauseMs)
})
form.addEventListener('change', event => {
  if (event.target !== input) ask()
})
window.addEventListener('popstate', () => {
  readAddress()
  ask()
})
document.addEventListener('keydown', onKey)
at('key-form').addEventListener('submit', () => {
  useKey(/** @type {HTMLInputElement} */ (at('key')).value)
  void begin()
})
readAddress()
void begin()

async function begin() {
  try {
    service = await status()
  } catch (error) {
    showError(error, () => {
      void begin()
    })
    return
  }
  at('rerank-option').hidden = service.reranker === undefined
  for (const mode of modes) mode.disabled = !service.dense && mode.value !== 'lexical'
  if (!service.dense) setMode('lexical')
  else if (!new URLSearchParams(location.search).has('mode')) setMode(service.mode)
  examples = input.value === '' ? await exampleQueries().catch(() => []) : []
  ask()
}

/** Asks for what the form says now. What was asked before is given up: a late answer is never shown. */
function ask(retries = 0) {
  clearTimeout(timer)
  running.abort()
  const controller = (running = new AbortController())
  writeAddress()
  showFilters()
  const question = {
    query: input.value.trim(),
    mode: /** @type {SearchMode} */ (new FormData(form).get('mode')),
    rerank: rerank.checked,
    where,
  }
  if (question.query === '') {
    showNothingAsked()
    return
  }
  const waiting = window.setTimeout(() => {
    hits.classList.add('stale')
    at('progress').hidden = false
  }, patienceMs)
  search(question, controller.signal)
    .then(
      answer => {
        if (!controller.signal.aborted) showAnswer(answer, question)
      },
      error => {
        if (controller.signal.aborted) return
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
      if (controller === running) {
        hits.classList.remove('stale')
        at('progress').hidden = true
      }
    })
}

/**
 * @param {SearchAnswer} answer
 * @param {Question} question
 */
function showAnswer({ hits: found, tower, mode, milliseconds }, question) {
  const { query, rerank: reranked } = question
  const focused = document.activeElement?.closest('.hit')
  hits.replaceChildren(...found.map(hit => resultEntry(hit, query, addFilter)))
  if (focused) input.focus()
  at('status').textContent =
    `${found.length === 0 ? 'No results' : found.length === 1 ? '1 result' : `${found.length} results`} in ` +
    timeText(milliseconds.total)
  const parts = [
    ...(tower === undefined ? [] : [['encode', milliseconds.encode]]),
    ['search', milliseconds.search],
    ...(reranked ? [['rerank', milliseconds.rerank]] : []),
  ]
  at('timing-details').hidden = false
  const source = tower === undefined ? 'words (BM25)' : mode === 'hybrid' ? `${tower}, and words (BM25)` : tower
  at('timing').replaceChildren(
    element('span', {}, `from ${source}`),
    ...parts.map(([name, ms]) =>
      element(
        'span',
        { class: `part-${name}` },
        element('i', { 'aria-hidden': 'true' }),
        `${name} ${timeText(Number(ms))}`,
      ),
    ),
  )
  if (reranked && found.length > 0 && service?.keepsStates) at('timing').append(comparer(question))
  at('message').hidden = true
  if (found.length === 0)
    showMessage(
      `Nothing matches “${query}”.`,
      Object.keys(where).length > 0
        ? 'Nothing has all the filters and answers the query.'
        : 'Try other words, or another mode.',
      Object.keys(where).length > 0
        ? {
            name: 'Remove the filters',
            run: () => {
              where = {}
              ask()
            },
          }
        : undefined,
    )
}

/**
 * A button that times reranking with what is kept of passages and without, and gives way to what it found.
 *
 * @param {Question} question
 */
function comparer(question) {
  const { signal } = running
  const button = /** @type {HTMLButtonElement} */ (
    element(
      'button',
      { type: 'button', title: 'Rerank these passages with their kept states, and with nothing kept' },
      'without kept states?',
    )
  )
  button.addEventListener('click', async () => {
    button.disabled = true
    button.textContent = 'measuring …'
    const text = await compareReranking(question, signal).then(
      ({ passages, keptMs, freshMs }) =>
        `${passages} passages: ${timeText(keptMs)} with kept states, ${timeText(freshMs)} without`,
      error => (error instanceof Error ? error.message : String(error)),
    )
    if (!signal.aborted) button.replaceWith(element('output', {}, text))
  })
  return button
}

function showNothingAsked() {
  hits.replaceChildren()
  at('timing-details').hidden = true
  at('progress').hidden = true
  at('status').textContent = ''
  if (service === undefined) return
  const size = `${service.documents.toLocaleString('en')} ${service.documents === 1 ? 'document' : 'documents'}`
  const tower = service.dense
    ? `Query tower: ${service.tower ?? 'trained'}. Ask in your own words; matching words are marked.`
    : 'There is no trained tower yet, so words answer (BM25).'
  showMessage(service.documents === 0 ? 'There are no documents yet.' : `Search ${size}.`, tower)
  if (examples.length === 0) return
  const buttons = examples.map(example => {
    const button = element('button', { type: 'button', class: 'example' }, example)
    button.addEventListener('click', () => {
      input.value = example
      ask()
      input.focus()
    })
    return button
  })
  at('message').append(element('div', { class: 'examples', 'aria-label': 'Examples', role: 'group' }, ...buttons))
}

/**
 * @param {unknown} error
 * @param {() => void} again
 */
function showError(error, again) {
  hits.replaceChildren()
  at('timing-details').hidden = true
  at('status').textContent = 'The search failed'
  if (error instanceof RefusedError && error.status === 401) {
    const dialog = /** @type {HTMLDialogElement} */ (at('key-dialog'))
    dialog.showModal()
  }
  showMessage(
    error instanceof RefusedError && error.status === 0 ? 'No connection.' : 'That did not work.',
    error instanceof Error ? error.message : String(error),
    { name: 'Try again', run: again, bad: true },
  )
}

/**
 * @param {string} title
 * @param {string} text
 * @param {{ name: string, run: () => void, bad?: boolean }} [action]
 */
function showMessage(title, text, action) {
  const message = at('message')
  message.className = action?.bad ? 'message bad' : 'message'
  message.replaceChildren(element('strong', {}, title), text)
  if (action !== undefined) {
    const button = element('button', { type: 'button' }, action.name)
    button.addEventListener('click', () => action.run())
    message.append(element('div', {}, button))
  }
  message.hidden = false
}

function showFilters() {
  at('filters').replaceChildren(
    ...Object.entries(where).map(([key, value]) => {
      const button = element(
        'button',
        { type: 'button', 'aria-label': `Remove the filter ${key}: ${value}` },
        `${key}: ${value}`,
      )
      button.addEventListener('click', () => {
        const { [key]: _removed, ...others } = where
        where = others
        ask()
        input.focus()
      })
      return element('li', {}, button)
    }),
  )
}

/**
 * @param {string} key
 * @param {string | number | boolean} value
 */
function addFilter(key, value) {
  where = { ...where, [key]: value }
  ask()
  input.focus({ preventScroll: false })
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (document.activeElement?.matches('.whole') && event.key !== 'Escape') return
  if (
    event.defaultPrevented ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    document.querySelector('dialog[open]')
  )
    return
  const openers = /** @type {HTMLElement[]} */ ([...hits.querySelectorAll('h2 button')])
  const place = openers.findIndex(opener => opener.closest('.hit')?.contains(document.activeElement))
  const inInput = document.activeElement === input
  if (event.key === '/' && !inInput) input.select()
  else if (event.key === 'ArrowDown' && (inInput || place >= 0))
    openers[Math.min(place + 1, openers.length - 1)]?.focus()
  else if (event.key === 'ArrowUp' && place > 0) openers[place - 1]?.focus()
  else if (event.key === 'ArrowUp' && place === 0) input.focus()
  else if (event.key === 'Escape' && place >= 0) leave(/** @type {HTMLElement} */ (openers[place]))
  else if (event.key === 'Escape' && inInput && input.value !== '') {
    input.value = ''
    ask()
  } else return
  event.preventDefault()
}

/** Closes an open document; from a closed one goes back to the input. @param {HTMLElement} opener */
function leave(opener) {
  if (opener.getAttribute('aria-expanded') === 'true') {
    opener.click()
    opener.focus()
  } else input.focus()
}

function readAddress() {
  const parameters = new URLSearchParams(location.search)
  input.value = parameters.get('q') ?? ''
  rerank.checked = parameters.get('rerank') === '1'
  setMode(parameters.get('mode') ?? service?.mode ?? 'hybrid')
  try {
    where = JSON.parse(parameters.get('where') ?? '{}') ?? {}
  } catch {
    where = {}
  }
}

function writeAddress() {
  const parameters = new URLSearchParams()
  const mode = String(new FormData(form).get('mode'))
  if (input.value.trim() !== '') parameters.set('q', input.value.trim())
  if (mode !== (service?.mode ?? 'hybrid')) parameters.set('mode', mode)
  if (rerank.checked) parameters.set('rerank', '1')
  if (Object.keys(where).length > 0) parameters.set('where', JSON.stringify(where))
  history.replaceState(undefined, '', parameters.size > 0 ? `?${parameters}` : location.pathname)
  document.title = input.value.trim() === '' ? 'Towerkit' : `${input.value.trim()} · Towerkit`
}

/** @param {string} value */
function setMode(value) {
  for (const mode of modes) mode.checked = mode.value === value
  if (![...modes].some(mode => mode.checked)) setMode('hybrid')
}
