/** Environment variables by name. The types that a scenario's author meets name this, and so need no types of k6. */
export type Variables = Readonly<Record<string, string | undefined>>
