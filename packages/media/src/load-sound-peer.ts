import { MissingPeerError } from '@towerkit/core'

/** Versions that this package is tested with. */
const versions = { 'minimp3-wasm': '0.1.0', 'opus-decoder': '0.7.12', 'stb-vorbis': '0.0.6' } as const

/** A package that decodes a format of sound. */
export type SoundPeer = keyof typeof versions

/**
 * A decoder's package, imported on first use.
 *
 * @throws {MissingPeerError} if it is not installed.
 */
export async function loadSoundPeer<Module>(name: SoundPeer, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (cause) {
    throw new MissingPeerError(
      `decodeSound: ${name} does not load: ${(cause as Error).message.split('\n')[0]}. Run ` +
        `"npm install ${name}@${versions[name]}", or install ffmpeg.`,
      { package: name, version: versions[name], cause },
    )
  }
}
