/** The first and the last millisecond of a date, since 1970, in UTC. */
export interface DateSpan {
  readonly first: number
  readonly last: number
}

const pattern =
  /^(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?)?$/

/**
 * The time of an ISO 8601 date: a month ('2024-05'), a day ('2024-05-01') or a moment ('2024-05-01T10:00:00+02:00'; a
 * space may stand for the T). Without an offset it is UTC, so that the answer is the same on every machine.
 *
 * @returns undefined if the text is not a date, or the month has no such day.
 *
 * @example
 * dateSpan('1970-01-01') // { first: 0, last: 86399999 }
 */
export function dateSpan(text: string): DateSpan | undefined {
  const parts = pattern.exec(text)
  if (parts === null) return undefined
  const [, year, month, day, hour, minute, second, fraction, zone] = parts
  const number = (part: string | undefined) => Number(part ?? 0)
  const months = number(month) - 1
  if (months < 0 || months > 11) return undefined
  const start = (days: number) => new Date(0).setUTCFullYear(number(year), months, days)
  const daysOfMonth = new Date(new Date(0).setUTCFullYear(number(year), months + 1, 0)).getUTCDate()
  if (day === undefined) return { first: start(1), last: start(daysOfMonth) + millisecondsOfDay - 1 }
  if (number(day) < 1 || number(day) > daysOfMonth) return undefined
  if (hour === undefined) return { first: start(number(day)), last: start(number(day)) + millisecondsOfDay - 1 }
  if (number(hour) > 23 || number(minute) > 59 || number(second) > 59) return undefined
  const milliseconds = Math.floor(Number(`0.${fraction ?? 0}`) * 1000)
  const seconds = (number(hour) * 60 + number(minute)) * 60 + number(second)
  const moment = start(number(day)) + seconds * 1000 + milliseconds - offset(zone)
  return { first: moment, last: moment }
}

const millisecondsOfDay = 86_400_000

function offset(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0
  const digits = zone.replace(':', '')
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5) || 0)
  return (digits.startsWith('-') ? -minutes : minutes) * 60_000
}
