import { searchApi } from '../server/search-api.ts'
import { reportFiles } from '../stages/evaluate-stage.ts'
import type { Command } from './command.ts'
import { openService, serviceOptions } from './open-service.ts'
import { runServer, serverDetails, serverOptions } from './run-server.ts'

export const serve: Command = {
  parameters: '',
  parameterCount: [0, 0],
  stopsByItself: true,
  details: serverDetails,
  options: { ...serverOptions, ...serviceOptions },
  run: context =>
    runServer(context, async () => {
      const service = await openService(context, {
        mayBeEmpty: true,
        onProblem: error =>
          context.say(`Going on as before: ${error instanceof Error ? error.message : String(error)}`),
      })
      return {
        api: searchApi({ service, reportPath: context.workspace.path(reportFiles.html) }),
        // Starts the tower's worker.
        warmUp: async signal => void (await service.search({ query: 'start', limit: 1, signal })),
        close: () => service.close(),
      }
    }),
}
