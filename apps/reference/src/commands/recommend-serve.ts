import { openRecommendations } from '../recommend/open-recommendations.ts'
import { recommendationApi } from '../server/recommendation-api.ts'
import { counted, type Command } from './command.ts'
import { recommendFolder } from './recommend-folder.ts'
import { runServer, serverDetails, serverOptions } from './run-server.ts'

export const recommendServe: Command = {
  parameters: '',
  parameterCount: [0, 0],
  folder: recommendFolder,
  stopsByItself: true,
  details: serverDetails,
  options: serverOptions,
  run: context =>
    runServer(context, async () => {
      const { workspace, progress } = context
      progress.stage('Opening')
      const service = await openRecommendations(workspace)
      progress.done(counted(service.size, 'item'))
      return {
        api: recommendationApi({ service }),
        // Opens the graphs and reads the titles.
        warmUp: async signal => {
          const { items } = await service.recommend({ limit: 3, signal })
          await service.recommend({ history: items.map(({ item }) => item), limit: 1, explain: true, signal })
          await service.findItems('title', 1)
        },
        close: () => service.close(),
      }
    }),
}
