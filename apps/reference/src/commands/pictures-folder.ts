/** Where pictures are kept unless --folder says otherwise. */
export const picturesFolder = '.towerkit/pictures'
