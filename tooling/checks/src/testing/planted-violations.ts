/** By check and by name: changes of the planted files with one violation, and the line that the check must give. */
export type PlantedViolations = Readonly<
  Record<
    string,
    Readonly<Record<string, readonly [changes: Readonly<Record<string, string | undefined>>, expected: string]>>
  >
>
