import { panelRule } from '../rule.ts'

/** Queries of a panel can be told apart. */
export const refIdRule = panelRule('ref-id', 'Every query has a refId of its own in its panel.', ({ queries }) => {
  const refIds = queries.map(({ refId }) => refId)
  const repeated = new Set(refIds.filter((refId, index) => refId !== '' && refIds.indexOf(refId) < index))
  return [
    ...(refIds.includes('')
      ? [{ what: 'has a query without refId', mend: 'Name its queries A, B, C and so on.' }]
      : []),
    ...[...repeated].map((refId) => ({
      what: `uses the refId ${refId} twice`,
      mend: 'Rename one: Grafana shows the result of one of them only.',
    })),
  ]
})
