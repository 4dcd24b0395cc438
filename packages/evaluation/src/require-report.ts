import { requireKind } from './require-kind.ts'

/** @throws {ArgumentError} if a value is not what `evaluate` gives. */
export function requireReport(caller: string, name: string, report: unknown): void {
  const example = 'what evaluate() returned'
  requireKind(caller, report, { kind: 'an object', name, example })
  const { queries, mean, perQuery } = report as Record<string, unknown>
  requireKind(caller, queries, { kind: 'an array', name: `queries of ${name}`, example })
  requireKind(caller, mean, { kind: 'an object', name: `mean of ${name}`, example })
  requireKind(caller, perQuery, { kind: 'an object', name: `perQuery of ${name}`, example })
}
