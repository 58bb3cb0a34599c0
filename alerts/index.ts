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

function rulesFile(folder: string, name: string, groups: readonly (RuleGroup | undefined)[]): readonly Artefact[] {
  const present = groups.filter((group) => group !== undefined)
  return present.length === 0 ? [] : [yamlFile(folder, name, { groups: present })]
}

function ofService(service: Service): readonly Artefact[] {
  const slos = rulesFile(service.name, sloRules, [serviceSloGroup(service)])
  const fleetRules = `../${fleetFolder}/${sloRules}`
  return [
    ...slos,
    ...slos.map(() => yamlFile(service.name, 'slo.test.yml', promtoolFile([sloRules, fleetRules], sloTests(service)))),
    ...rulesFile(service.name, limitRules, [targetGroup(service), limitGroup(service)]),
    yamlFile(service.name, 'limits.test.yml', promtoolFile([limitRules], limitTests(service))),
  ]
}

function ofFleet(fleet: Fleet): readonly Artefact[] {
  const slos = rulesFile(fleetFolder, sloRules, fleetSloGroups(fleet))
  return [
    ...slos,
    ...slos.map(() => yamlFile(fleetFolder, 'slo.test.yml', promtoolFile([sloRules], fleetTests(fleet)))),
    yamlFile(fleetFolder, 'alertmanager.yml', alertmanagerConfig()),
  ]
}

/**
 * SLO rules, alerts and their unit tests for each service, and for the whole fleet the rules that serve all SLOs and
 * Alertmanager's configuration.
 */
export const alerts: Generator = (fleet) => [...fleet.flatMap(ofService), ...ofFleet(fleet)]
