import type { Artefact, Generator } from '../src/model/artefact.ts'
import { fleetFolder } from '../src/model/names.ts'
import type { Fleet, Service } from '../src/model/service.ts'
import { alertmanagerConfig } from './alertmanager.ts'
import { fleetSloGroups } from './fleet-slos.ts'
import { limitGroup } from './limits.ts'
import type { RuleGroup } from './rules.ts'
import { serviceSloGroup } from './service-slos.ts'
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

/** The SLO rules of a service with their tests, which need the fleet's rules too; nothing where nothing is measurable. */
function sloFiles(service: Service, fleetGroups: readonly RuleGroup[]): readonly Artefact[] {
  const groups = presentIn([serviceSloGroup(service)])
  if (groups.length === 0) return []
  const ruleFiles = [sloRules, `../${fleetFolder}/${sloRules}`]
  return [
    yamlFile(service.name, sloRules, { groups }),
    yamlFile(service.name, 'slo.test.yml', promtoolFile(ruleFiles, [...groups, ...fleetGroups], sloTests(service))),
  ]
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
 * SLO rules, alerts and their unit tests for each service, and for the whole fleet the rules that serve all SLOs and
 * Alertmanager's configuration.
 */
export const alerts: Generator = (fleet) => {
  const groups = fleetSloGroups(fleet)
  return [
    ...fleet.flatMap((service) => [...sloFiles(service, groups), ...limitFiles(service)]),
    ...fleetFiles(fleet, groups),
    yamlFile(fleetFolder, 'alertmanager.yml', alertmanagerConfig()),
  ]
}
