const isoTime = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|[+-]\d\d:?\d\d)?)?$/

/**
 * A time of an interaction: a number from 0 unchanged, or a date of ISO 8601 in seconds since 1970; without a zone it
 * is UTC.
 *
 * @returns a text that says what is wrong if there is no such time, or it would not be exact.
 */
export function parseTime(value: unknown): number | string {
  if (value === undefined || value === null || value === '') return 'is missing'
  if (value instanceof Date) return checked(value.getTime() / 1_000, value.toString())
  if (typeof value === 'bigint') return checked(Number(value), String(value))
  if (typeof value === 'number') return checked(value, String(value))
  if (typeof value !== 'string') return `is ${JSON.stringify(value)?.slice(0, 40)}`
  const text = value.trim()
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return checked(Number(text), text)
  const [, date, clock = '00:00', zone = 'Z'] = isoTime.exec(text) ?? []
  if (date === undefined) return `is "${text.slice(0, 40)}"`
  return checked(Date.parse(`${date}T${clock}${zone}`) / 1_000, text)
}

function checked(time: number, written: string): number | string {
  if (!Number.isFinite(time)) return `is ${written}, which is no finite number`
  if (time < 0 || Object.is(time, -0)) return `is ${written}, which is negative`
  if (time > Number.MAX_SAFE_INTEGER) return `is ${written}, over 2^53, so that neighbouring times would be equal`
  return time
}
