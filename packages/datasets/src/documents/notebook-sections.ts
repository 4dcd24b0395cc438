import { DataError } from '@towerkit/core'
import { markdownSections } from './markdown-sections.ts'
import type { SectionedText } from './sectioned-text.ts'
import { UnreadDocument } from './skipped-file.ts'

interface Cell {
  readonly cell_type?: unknown
  readonly source?: unknown
}

/**
 * The text of a Jupyter notebook by the headings of its Markdown: its cells in order, code unchanged, without outputs.
 *
 * @throws {UnreadDocument} if it is no notebook of format 4.
 *
 * @see https://nbformat.readthedocs.io/en/latest/format_description.html
 */
export function notebookSections(text: string, path: string): SectionedText {
  const { cells, language } = cellsOf(text, path)
  const markdown = cells.map(cell => {
    const source = Array.isArray(cell.source) ? cell.source.join('') : String(cell.source ?? '')
    if (cell.cell_type === 'markdown') return source
    // A fence that is longer than any within.
    const fence = '`'.repeat(Math.max(2, ...(source.match(/`+/g) ?? []).map(({ length }) => length)) + 1)
    return source.trim() === '' ? '' : `${fence}${language}\n${source}\n${fence}`
  })
  return markdownSections(markdown.join('\n\n'))
}

function cellsOf(text: string, path: string): { readonly cells: readonly Cell[]; readonly language: string } {
  let notebook: {
    readonly cells?: unknown
    readonly metadata?: { readonly kernelspec?: { readonly language?: unknown } }
  }
  try {
    notebook = JSON.parse(text) as typeof notebook
  } catch (cause) {
    throw malformed(path, 'is no JSON', cause)
  }
  const { cells, metadata } = notebook ?? {}
  if (!Array.isArray(cells) || !cells.every(cell => typeof cell === 'object' && cell !== null))
    throw malformed(path, 'has no "cells", which notebooks have since format 4')
  const language = metadata?.kernelspec?.language
  return { cells, language: typeof language === 'string' && /^[\w+#-]+$/.test(language) ? language : '' }
}

function malformed(path: string, fact: string, cause?: unknown): UnreadDocument {
  return new UnreadDocument(
    'malformed',
    new DataError(`documentFolder: "${path}" ${fact}. Save it again in Jupyter.`, { path, cause }),
  )
}
