import { DataError, TowerkitError, UnsupportedError } from '@towerkit/core'
import type { NodeProto } from 'onnx-buf'

/** Runs `work`; its errors get the node's name and op. */
export function explained<T>(node: NodeProto, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause)
    if (cause instanceof TowerkitError && text.startsWith('read:')) throw cause
    const where =
      `read: node "${node.name || node.output[0] || ''}" (${node.domain ? `${node.domain}:` : ''}${node.opType}): ` +
      `${text.replace(/\.$/, '')}.`
    const details = { node: node.name, op: node.opType, domain: node.domain, cause }
    throw cause instanceof UnsupportedError ? new UnsupportedError(where, details) : new DataError(where, details)
  }
}
