import {
  type AnnotationQueryBuilder,
  type CustomVariableBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type DatasourceVariableBuilder,
  type QueryVariableBuilder,
  type TextBoxVariableBuilder,
  TimePickerBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { fleetFolder, product, scrapeInterval } from '../src/model/names.ts'

/** A variable at the top of a dashboard. */
export type Variable = DatasourceVariableBuilder | QueryVariableBuilder | CustomVariableBuilder | TextBoxVariableBuilder

/** What a dashboard is beside its panels. */
export interface Frame {
  readonly uid: string
  readonly title: string
  /** Whom it is for and what it answers. */
  readonly description: string
  /** What it is about: a service's name, or the fleet. */
  readonly owner: string
  readonly kind: string
  readonly variables: readonly Variable[]
  readonly annotations: readonly AnnotationQueryBuilder[]
  /** How far it looks back; a quarter of an hour where left out. */
  readonly from?: string
  /** How often it asks anew; with the scrape where left out. */
  readonly refresh?: string
}

function linksTo(title: string, tags: string[]): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Dashboards)
    .tags(tags)
    .asDropdown(true)
    .keepTime(true)
    .includeVars(true)
    .icon('external link')
    .tooltip('')
    .targetBlank(false)
}

/** The dashboard without panels. Its links keep the time range and the variables. */
export function frameOf(frame: Frame): Dashboard {
  const ofFleet = linksTo('All services', [product, fleetFolder])
  const links = frame.owner === fleetFolder ? [ofFleet] : [linksTo('This service', [product, frame.owner]), ofFleet]
  return (
    new DashboardBuilder(frame.title)
      .uid(frame.uid)
      .description(frame.description)
      .tags([product, frame.owner, frame.kind])
      // Generated: an edit belongs into the definition or the generator, and would be lost here.
      .readonly()
      .tooltip(DashboardCursorSync.Crosshair)
      .time({ from: frame.from ?? 'now-15m', to: 'now' })
      .refresh(frame.refresh ?? scrapeInterval)
      .timepicker(new TimePickerBuilder().refreshIntervals([scrapeInterval, '10s', '30s', '1m', '5m', '15m']))
      .variables([...frame.variables])
      .annotations([...frame.annotations])
      .links(links)
      .build()
  )
}
