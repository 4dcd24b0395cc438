import { ask } from './ask-server.js'

/** @import { Metadata } from '../search-service.ts' */
/** @import { RecommendationAnswer, RecommendationStatus, StoredItem } from '../recommend/recommendation-service.ts' */

/** @typedef {{ history: string[], where: Metadata, limit: number }} Question */

const json = { 'content-type': 'application/json' }

/**
 * @param {Question} question
 * @param {AbortSignal} signal
 * @returns {Promise<RecommendationAnswer>}
 */
export function recommend({ where, ...question }, signal) {
  const body = { ...question, explain: true, ...(Object.keys(where).length > 0 ? { where } : {}) }
  return ask('/v1/recommendations', { method: 'POST', body: JSON.stringify(body), headers: json, signal })
}

/**
 * @param {string} query
 * @param {AbortSignal} signal
 * @returns {Promise<StoredItem[]>}
 */
export async function findTitles(query, signal) {
  return (await ask(`/v1/items?limit=8&query=${encodeURIComponent(query)}`, { signal })).items
}

/**
 * @param {string} id
 * @returns {Promise<StoredItem>}
 */
export function storedItem(id) {
  return ask(`/v1/items/${encodeURIComponent(id)}`)
}

/**
 * @param {string} id
 * @param {{ title: string, metadata: Metadata }} content
 * @returns {Promise<{ replaced: boolean }>}
 */
export function setItem(id, content) {
  return ask(`/v1/items/${encodeURIComponent(id)}`, { method: 'PUT', body: JSON.stringify(content), headers: json })
}

/** @returns {Promise<RecommendationStatus>} */
export function status() {
  return ask('/v1/status')
}
