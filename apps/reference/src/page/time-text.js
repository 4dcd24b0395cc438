/** @param {number} ms */
export function timeText(ms) {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}
