/** Where recommendations are kept unless --folder says otherwise. */
export const recommendFolder = '.towerkit/recommend'
