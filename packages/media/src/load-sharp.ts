import { MissingPeerError } from '@towerkit/core'

/** The version that this package is tested with. */
const version = '0.35.5'

/**
 * sharp, imported on first use.
 *
 * @throws {MissingPeerError} if it is not installed, or does not start on this machine.
 */
export async function loadSharp() {
  try {
    return (await import('sharp')).default
  } catch (cause) {
    throw new MissingPeerError(
      `media: sharp does not load: ${(cause as Error).message.split('\n')[0]}. Run "npm install sharp@${version}".`,
      { package: 'sharp', version, cause },
    )
  }
}
