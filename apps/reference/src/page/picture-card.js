import { element } from './element.js'

/**
 * A picture with its boxes. Drawing a box on it asks for more like it.
 *
 * @param {{ key: string, score: number, boxes: { box: number[], score: number, text?: string }[] }} found
 * @param {(box: number[]) => void} onDraw left, top, width and height in pixels of the picture
 */
export function pictureCard({ key, score, boxes }, onDraw) {
  const picture = /** @type {HTMLImageElement} */ (
    element('img', { src: `/v1/pictures/file?key=${encodeURIComponent(key)}`, alt: key, draggable: 'false' })
  )
  const frame = element('div', { class: 'frame' }, picture)
  picture.addEventListener('load', () => {
    for (const { box, score: own, text } of boxes) {
      const title = `${text ?? 'alike'} ${own.toFixed(2)}`
      frame.append(placed(element('div', { class: 'found', title }), box, picture))
    }
  })
  drawing(frame, picture, onDraw)
  const caption = element('figcaption', { title: key }, `${score.toFixed(2)} ${key.split('/').at(-1) ?? key}`)
  return element('li', {}, element('figure', {}, frame, caption))
}

/**
 * @param {HTMLElement} mark
 * @param {number[]} box
 * @param {HTMLImageElement} picture
 */
function placed(mark, [left, top, width, height], picture) {
  const across = 100 / picture.naturalWidth
  const down = 100 / picture.naturalHeight
  Object.assign(mark.style, {
    left: `${(left ?? 0) * across}%`,
    top: `${(top ?? 0) * down}%`,
    width: `${(width ?? 0) * across}%`,
    height: `${(height ?? 0) * down}%`,
  })
  return mark
}

/**
 * @param {HTMLElement} frame
 * @param {HTMLImageElement} picture
 * @param {(box: number[]) => void} onDraw
 */
function drawing(frame, picture, onDraw) {
  /** @param {PointerEvent} event */
  const placeOf = event => {
    const { left, top, width, height } = picture.getBoundingClientRect()
    const within = (/** @type {number} */ share) => Math.min(1, Math.max(0, share))
    return [
      within((event.clientX - left) / width) * picture.naturalWidth,
      within((event.clientY - top) / height) * picture.naturalHeight,
    ]
  }
  frame.addEventListener('pointerdown', event => {
    if (event.button !== 0 || picture.naturalWidth === 0) return
    const [x = 0, y = 0] = placeOf(event)
    const mark = element('div', { class: 'drawn' })
    frame.append(mark)
    frame.setPointerCapture(event.pointerId)
    /** @param {PointerEvent} moved */
    const boxTo = moved => {
      const [toX = 0, toY = 0] = placeOf(moved)
      return [Math.min(x, toX), Math.min(y, toY), Math.abs(toX - x), Math.abs(toY - y)]
    }
    /** @param {PointerEvent} moved */
    const onMove = moved => placed(mark, boxTo(moved), picture)
    frame.addEventListener('pointermove', onMove)
    const end = (/** @type {PointerEvent} */ ended) => {
      frame.removeEventListener('pointermove', onMove)
      mark.remove()
      const box = boxTo(ended)
      if (ended.type === 'pointerup' && Math.min(box[2] ?? 0, box[3] ?? 0) > 4) onDraw(box)
    }
    const once = { once: true }
    frame.addEventListener('pointerup', end, once)
    frame.addEventListener('pointercancel', end, once)
  })
}
