/** A kernel of resizing, by Pillow's names. */
export type ResizeKernel = 'nearest' | 'box' | 'bilinear' | 'hamming' | 'bicubic' | 'lanczos'

/** A weight by the distance from the centre, and the largest distance that has one. */
interface Kernel {
  readonly support: number
  weight(distance: number): number
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI))

/** All kernels but 'nearest', which weighs nothing. */
export const resizeKernels: Readonly<Record<Exclude<ResizeKernel, 'nearest'>, Kernel>> = {
  box: { support: 0.5, weight: x => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: x => Math.max(0, 1 - Math.abs(x)) },
  hamming: {
    support: 1,
    weight: x => (Math.abs(x) >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * Math.cos(x * Math.PI))),
  },
  // Of Keys, with a = −1/2.
  bicubic: {
    support: 2,
    weight: x => {
      const d = Math.abs(x)
      if (d < 1) return (1.5 * d - 2.5) * d * d + 1
      return d < 2 ? ((d - 5) * d + 8) * d * -0.5 + 2 : 0
    },
  },
  lanczos: { support: 3, weight: x => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
}
