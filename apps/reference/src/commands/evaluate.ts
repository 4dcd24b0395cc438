import { evaluateStage, reportFiles } from '../stages/evaluate-stage.ts'
import { formatReport } from '../evaluation/search-report.ts'
import type { Command } from './command.ts'

export const evaluate: Command = {
  parameters: '',
  parameterCount: [0, 0],
  details:
    `Writes ${Object.values(reportFiles).join(', ')}, and keeps beside the towers whether words, vectors or both ` +
    'answer ' +
    'best. Encodes documents that have no vectors first.',
  options: {},
  async run(context) {
    const report = await evaluateStage(context)
    return { text: formatReport(report), json: report }
  },
}
