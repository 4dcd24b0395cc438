import { loadOnnxRuntime } from './onnx-runtime.ts'

/** What can run a graph. `coreml` exists on macOS, `dml` (DirectML) on Windows, `cuda` on Linux x64. */
export type Device = 'cpu' | 'webgpu' | 'cuda' | 'coreml' | 'dml'

const known: readonly string[] = ['cpu', 'webgpu', 'cuda', 'coreml', 'dml'] satisfies Device[]

/** A device that this build of ONNX Runtime supports. */
export interface AvailableDevice {
  readonly device: Device
  /** False if further libraries must be installed first, as for `cuda`. */
  readonly bundled: boolean
}

/**
 * Lists the devices that ONNX Runtime offers on this platform.
 *
 * A listed device can still fail when a session is created on it: `webgpu` needs a graphics driver (libvulkan on
 * Linux), `cuda` its provider library. Give `createSession` a list of devices to fall back.
 *
 * @returns At least `cpu`.
 * @throws {UnsupportedError} if onnxruntime-node has no binary for this machine.
 *
 * @example
 * await availableDevices() // [{ device: 'cpu', bundled: true }, { device: 'webgpu', bundled: true }, ...]
 */
export async function availableDevices(): Promise<AvailableDevice[]> {
  const { listSupportedBackends } = await loadOnnxRuntime()
  return listSupportedBackends().flatMap(({ name, bundled }) => (isDevice(name) ? [{ device: name, bundled }] : []))
}

/** True for the name of a device. */
export function isDevice(name: string): name is Device {
  return known.includes(name)
}
