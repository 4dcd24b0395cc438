/** One example: items, lists of items, and numbers, by field name. */
export type Example = Readonly<Record<string, unknown>>
