import { expect, it } from 'vitest'
import { availableDevices, isDevice } from './devices.ts'

it('lists the CPU first to hand and only devices that a session takes', async () => {
  const devices = await availableDevices()
  expect(devices).toContainEqual({ device: 'cpu', bundled: true })
  expect(devices.every(({ device }) => isDevice(device))).toBe(true)
})
