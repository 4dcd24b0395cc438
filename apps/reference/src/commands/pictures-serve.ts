import { openPictures } from '../pictures/open-pictures.ts'
import { pictureService } from '../pictures/picture-service.ts'
import { readPicturesSettings } from '../pictures/pictures-settings.ts'
import { pictureApi } from '../server/picture-api.ts'
import { counted, type Command } from './command.ts'
import { picturesFolder } from './pictures-folder.ts'
import { runServer, serverDetails, serverOptions } from './run-server.ts'

export const picturesServe: Command = {
  parameters: '',
  parameterCount: [0, 0],
  folder: picturesFolder,
  stopsByItself: true,
  details: serverDetails,
  options: serverOptions,
  run: context =>
    runServer(context, async () => {
      const { workspace, progress } = context
      progress.stage('Opening')
      const service = pictureService(await openPictures(workspace, await readPicturesSettings(workspace)))
      progress.done(counted(service.status().pictures, 'picture'))
      return {
        api: pictureApi({ service }),
        warmUp: signal => service.warmUp(signal),
        close: () => service.close(),
      }
    }),
}
