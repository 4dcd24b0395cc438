import { element } from './element.js'

/** @import { RecommendedItem } from '../recommend/recommendation-service.ts' */

/** @typedef {string | number | boolean} Scalar */

/**
 * The list entry of a recommended item.
 *
 * @param {RecommendedItem} item
 * @param {{
 *   place: number,
 *   furthest: number,
 *   isNew: boolean,
 *   isPopular: boolean,
 *   onPick: () => void,
 *   onFilter: (key: string, value: Scalar) => void,
 * }} options
 */
export function recommendedEntry({ item, title, score, metadata, because = [] }, options) {
  const { place, furthest, isNew, isPopular, onPick, onFilter } = options
  const name = title || item
  const pick = element('button', { type: 'button', class: 'pick', 'aria-label': `Like: ${name}` }, 'Like')
  pick.addEventListener('click', onPick)
  // Each value of a list can be filtered by; what is nested further is not shown.
  const values = Object.entries(metadata).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap(each =>
      typeof each === 'object' ? [] : [/** @type {[string, Scalar]} */ ([key, each])],
    ),
  )
  const filters = values.map(([key, value]) => {
    const button = element('button', { type: 'button', title: `Only those whose ${key} is ${value}` }, String(value))
    button.addEventListener('click', () => onFilter(key, value))
    return button
  })
  const numbers = isPopular ? [] : [element('span', { class: 'numbers' }, `score ${score.toPrecision(3)}`)]
  return element(
    'li',
    { class: isNew ? 'hit new' : 'hit', value: String(place) },
    element('h2', {}, name, ...(isNew ? [element('small', {}, `yours, ${placeText(place, furthest)}`)] : [])),
    ...(because.length > 0 ? [reasons(because)] : []),
    element('div', { class: 'facts' }, pick, ...filters, ...numbers),
  )
}

/**
 * @param {number} place
 * @param {number} furthest
 */
function placeText(place, furthest) {
  return place > furthest ? `behind the first ${furthest}` : `number ${place}`
}

/** What the ranker read most, each as wide as its weight. @param {NonNullable<RecommendedItem['because']>} because */
function reasons(because) {
  const entries = because.map(({ item, title, weight }) => {
    const share = `${Math.round(100 * weight)} %`
    const entry = element('li', {}, element('span', {}, title || item), element('span', { class: 'share' }, share))
    entry.style.setProperty('--weight', `${100 * weight}%`)
    return entry
  })
  return element('div', { class: 'why' }, element('span', {}, 'because of'), element('ul', {}, ...entries))
}
