import type { Artefact, Generator } from '../src/model/artefact.ts'
import { measurableSlos } from '../src/model/measurable.ts'
import { fleetFolder } from '../src/model/names.ts'
import { observed } from '../src/model/observed.ts'
import type { Fleet, Service } from '../src/model/service.ts'
import { alertmanagerConfig } from './alertmanager.ts'
import { sloGroups } from './fleet-slos.ts'
import { limitGroup } from './limits.ts'
import type { RuleGroup } from './rules.ts'
import { targetGroup } from './target-alerts.ts'
import { fleetTests } from './unit-tests/fleet-tests.ts'
import { limitTests } from './unit-tests/limit-tests.ts'
import { promtoolFile } from './unit-tests/promtool.ts'
import { sloTests } from './unit-tests/slo-tests.ts'
import { yamlFile } from './yaml.ts'

const sloRules = 'slo.rules.yml'
const limitRules = 'limits.rules.yml'

function presentIn(groups: readonly (RuleGroup | undefined)[]): readonly RuleGroup[] {
  return groups.filter((group) => group !== undefined)
}

/** The unit tests of a service's SLOs, whose rules stand with those of the fleet; nothing where nothing is measurable. */
function sloTestFiles(service: Service, groups: readonly RuleGroup[]): readonly Artefact[] {
  if (measurableSlos(service).length === 0) return []
  const content = promtoolFile([`../${fleetFolder}/${sloRules}`], groups, sloTests(service))
  return [yamlFile(service.name, 'slo.test.yml', content)]
}

function limitFiles(service: Service): readonly Artefact[] {
  const groups = presentIn([targetGroup(service), limitGroup(service)])
  return [
    yamlFile(service.name, limitRules, { groups }),
    yamlFile(service.name, 'limits.test.yml', promtoolFile([limitRules], groups, limitTests(service))),
  ]
}

function fleetFiles(fleet: Fleet, groups: readonly RuleGroup[]): readonly Artefact[] {
  if (groups.length === 0) return []
  return [
    yamlFile(fleetFolder, sloRules, { groups }),
    yamlFile(fleetFolder, 'slo.test.yml', promtoolFile([sloRules], groups, fleetTests(fleet))),
  ]
}

/**
 * For each service that exposes metrics its limits and the unit tests of all its rules; for the whole fleet the SLO rules and Alertmanager's
 * configuration.
 */
export const alerts: Generator = (fleet) => {
  const groups = sloGroups(fleet)
  return [
    ...observed(fleet).flatMap((service) => [...sloTestFiles(service, groups), ...limitFiles(service)]),
    ...fleetFiles(fleet, groups),
    yamlFile(fleetFolder, 'alertmanager.yml', alertmanagerConfig()),
  ]
}
