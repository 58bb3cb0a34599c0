import type { AnnotationQuery, Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { elementsOf, layoutOf } from './panels.ts'
import { dataQuery, type ResourcePart } from './part.ts'
import { variableOf } from './variables.ts'

/** The second schema of dashboards; grafana.slow.test.ts gives it to a real Grafana, which keeps all of it. */
const apiVersion = 'dashboard.grafana.app/v2beta1'

const cursorSync = ['Off', 'Crosshair', 'Tooltip'] as const

function annotationOf(annotation: AnnotationQuery): ResourcePart {
  const { name, enable, hide, iconColor, datasource, target, builtIn: _, ...legacyOptions } = annotation
  return {
    kind: 'AnnotationQuery',
    spec: {
      query: dataQuery(datasource, target),
      enable: enable ?? true,
      hide: hide ?? false,
      iconColor,
      name,
      builtIn: false,
      // What only some data sources read stays as the classic schema has it.
      legacyOptions,
    },
  }
}

function timeSettingsOf({ time, timezone, timepicker, refresh, fiscalYearStartMonth }: Dashboard): ResourcePart {
  return {
    timezone,
    from: time?.from,
    to: time?.to,
    autoRefresh: refresh,
    autoRefreshIntervals: timepicker?.refresh_intervals,
    hideTimepicker: timepicker?.hidden ?? false,
    fiscalYearStartMonth,
  }
}

/**
 * The dashboard in Grafana's second schema, as a resource that `kubectl`, `grafanactl` or the interface `/apis` take: what
 * Grafana itself makes of the classic one.
 */
export function resourceOf(dashboard: Dashboard): ResourcePart {
  const { uid, title, description, tags, links, editable, graphTooltip } = dashboard
  const panels = dashboard.panels ?? []
  return {
    apiVersion,
    kind: 'Dashboard',
    metadata: { name: uid },
    spec: {
      title,
      description,
      tags,
      editable,
      cursorSync: cursorSync[graphTooltip ?? 0],
      liveNow: false,
      preload: false,
      timeSettings: timeSettingsOf(dashboard),
      links,
      variables: (dashboard.templating.list ?? []).map(variableOf),
      annotations: (dashboard.annotations.list ?? []).map(annotationOf),
      elements: elementsOf(panels),
      layout: layoutOf(panels),
    },
  }
}
