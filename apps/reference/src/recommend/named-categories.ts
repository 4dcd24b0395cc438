/** Values of each field, from the names that `itemCategories` makes: 'genres: Crime' is of the field genres. */
export function namedCategories(names: readonly string[]): Record<string, string[]> {
  const fields = new Map<string, string[]>()
  for (const name of names) {
    const end = name.indexOf(': ')
    const field = name.slice(0, end)
    fields.set(field, [...(fields.get(field) ?? []), name.slice(end + 2)])
  }
  return Object.fromEntries(fields)
}
