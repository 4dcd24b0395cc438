/** What evidence says of a claim. */
export type VerificationLabel = 'supports' | 'refutes' | 'not-enough-information'

const spellings: Readonly<Record<VerificationLabel, readonly string[]>> = {
  supports: ['supports', 'support', 'supported', 'true'],
  refutes: ['refutes', 'refute', 'refuted', 'contradict', 'contradicts', 'contradiction', 'false'],
  'not-enough-information': ['not enough info', 'not enough information', 'not enough evidence', 'nei', 'neutral'],
}

/** @returns undefined if it is not a label in any spelling of the datasets. */
export function verificationLabel(given: unknown): VerificationLabel | undefined {
  if (typeof given !== 'string') return undefined
  const name = given.trim().toLowerCase().replace(/[_-]/g, ' ')
  return (Object.keys(spellings) as VerificationLabel[]).find(label => spellings[label].includes(name))
}
