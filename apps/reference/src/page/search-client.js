import { ask } from './ask-server.js'

/** @import { Metadata, RerankingComparison, SearchAnswer, SearchMode } from '../search-service.ts' */
/** @import { ServiceStatus, StoredDocument } from '../search-service.ts' */

/** @typedef {{ query: string, mode: SearchMode, rerank: boolean, where: Metadata }} Question */

/**
 * @param {Question} question
 * @param {AbortSignal} signal
 * @returns {Promise<SearchAnswer>}
 */
export function search({ query, mode, rerank, where }, signal) {
  const body = {
    query,
    mode,
    ...(rerank ? { rerank } : {}),
    ...(Object.keys(where).length > 0 ? { where } : {}),
    // Asked while somebody types.
    prefix: true,
    limit: 20,
  }
  return ask('/v1/search', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
    signal,
  })
}

/**
 * @param {Question} question
 * @param {AbortSignal} signal
 * @returns {Promise<RerankingComparison>}
 */
export function compareReranking({ query, mode, where }, signal) {
  return ask('/v1/rerank-comparison', {
    method: 'POST',
    body: JSON.stringify({ query, mode, ...(Object.keys(where).length > 0 ? { where } : {}) }),
    headers: { 'content-type': 'application/json' },
    signal,
  })
}

/** @returns {Promise<ServiceStatus>} */
export function status() {
  return ask('/v1/status')
}

/**
 * @param {string} id
 * @returns {Promise<StoredDocument>}
 */
export function storedDocument(id) {
  return ask(`/v1/documents/${encodeURIComponent(id)}`)
}

/**
 * Titles of some documents, to begin with.
 *
 * @returns {Promise<string[]>}
 */
export async function exampleQueries() {
  const { documents } = await ask('/v1/documents?limit=100')
  const titles = documents.map((/** @type {{ title: string }} */ { title }) => title.trim())
  const short = [...new Set(titles)].filter(title => title.length > 2 && title.length <= 60)
  // From the beginning, the middle and the end: neighbours are often alike.
  return [0, 0.5, 1].flatMap(share => short[Math.round(share * (short.length - 1))] ?? []).filter(isFirst)
}

/**
 * @param {string} text
 * @param {number} place
 * @param {string[]} all
 */
function isFirst(text, place, all) {
  return all.indexOf(text) === place
}
