/** A part of a dashboard as a resource: JSON. */
export type ResourcePart = Readonly<Record<string, unknown>>

interface DataSourceRef {
  readonly type?: string
  readonly uid?: string
}

/** A query of whatever kind, to the data source that answers it. */
export function dataQuery(dataSource: DataSourceRef | null | undefined, spec: unknown): ResourcePart {
  return {
    kind: 'DataQuery',
    group: dataSource?.type ?? 'prometheus',
    version: 'v0',
    datasource: { name: dataSource?.uid },
    spec,
  }
}
