import { codePointClass } from './code-point-set.ts'
import { referenceTables } from './reference-tables.ts'

export type NormalFormName = 'NFC' | 'NFD' | 'NFKC' | 'NFKD'

let neverNormalized: RegExp | undefined

/**
 * A normal form of Unicode with the tables of the reference: unknown characters are left unchanged, and nothing is
 * moved or composed across them.
 */
export function normalForm(text: string, form: NormalFormName): string {
  if (!/[^\0-\x7F]/.test(text)) return text
  neverNormalized ??= new RegExp(`([${codePointClass(referenceTables.neverNormalized)}]+)`, 'u')
  if (!neverNormalized.test(text)) return text.normalize(form)
  return text
    .split(neverNormalized)
    .map((part, index) => (index % 2 === 1 ? part : part.normalize(form)))
    .join('')
}
