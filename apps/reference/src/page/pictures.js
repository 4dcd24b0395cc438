import { ask } from './ask-server.js'
import { pictureCard } from './picture-card.js'

const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id))
const query = /** @type {HTMLInputElement} */ (at('query'))
const threshold = /** @type {HTMLInputElement} */ (at('threshold'))
/** @type {AbortController | undefined} */
let asking

/**
 * @param {string} path
 * @param {object} body
 * @param {string} what
 */
async function show(path, body, what) {
  asking?.abort()
  asking = new AbortController()
  const { signal } = asking
  try {
    const headers = { 'content-type': 'application/json' }
    const answer = await ask(path, { method: 'POST', headers, body: JSON.stringify(body), signal })
    at('pictures').replaceChildren(
      ...answer.pictures.map((/** @type {{ key: string, score: number, boxes: [] }} */ found) =>
        pictureCard(found, box => like(found.key, box)),
      ),
    )
    const count = answer.pictures.length
    at('status').textContent = `${count} ${count === 1 ? 'picture' : 'pictures'} ${what}`
    at('cost').textContent =
      `Answered in ${answer.milliseconds.toFixed(1)} ms from stored vectors; running the detector again over all ` +
      `pictures would have taken about ${(answer.detectionMilliseconds / 1000).toFixed(1)} s.`
  } catch (error) {
    if (!signal.aborted) at('status').textContent = error instanceof Error ? error.message : String(error)
  }
}

/**
 * @param {string} key
 * @param {number[]} box
 */
function like(key, box) {
  return show('/v1/pictures/like', { examples: [{ key, box }], limit: 60 }, 'with something like that')
}

function find() {
  const any = query.value
    .split(',')
    .map(text => text.trim())
    .filter(text => text !== '')
  at('least').textContent = Number(threshold.value).toFixed(2)
  if (any.length === 0) return
  history.replaceState(null, '', `?q=${encodeURIComponent(query.value)}`)
  void show('/v1/pictures/find', { any, limit: 60, threshold: Number(threshold.value) }, `with ${any.join(' or ')}`)
}

at('form').addEventListener('submit', event => {
  event.preventDefault()
  find()
})
threshold.addEventListener('input', find)
query.value = new URLSearchParams(location.search).get('q') ?? ''
find()
