import type { ColumnDescription } from '@towerkit/graph'

/** A column of one document for each query. */
export const document: ColumnDescription = { holds: 'embedding', side: 'document' }

/** A column of a list of documents for each query. */
export const documents: ColumnDescription = { holds: ['embedding'], side: 'document' }
