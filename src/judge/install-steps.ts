import { installDefaults } from '../liqo/install-defaults.js';
import { installCommands } from '../liqo/words/install-command.js';
import { named, valueNames } from '../liqo/words/value-names.js';
import { valueOf } from '../model/fact.js';
import { sides, type Side } from '../model/peering.js';
import { measurementsOf, narrowestWay } from './evidence/measured-way.js';
import type { JudgeContext } from './judge-context.js';
import { gatewaysInUse } from './prescribe/gateway-choice.js';
import { standInOptions } from './requirements/stand-in-option.js';

/** What installs Liqo where it is not there yet. */
export interface InstallSteps {
  /** Lines, in their order. */
  readonly commands: readonly string[];
  /** What to know of them, in sentences. */
  readonly notes: readonly string[];
}

/** How to install Liqo so that its services are exposed as the stand-ins were that were reached. */
export function installSteps(context: JudgeContext): InstallSteps {
  const absent = sides.filter((side) => valueOf(context.clusters[side].liqo.installed) === false);
  const steps = absent.map((side) => stepsFor(side, context));
  return {
    commands: [...new Set(steps.flatMap(({ commands }) => commands))],
    notes: steps.flatMap(({ notes }) => notes),
  };
}

function stepsFor(side: Side, context: JudgeContext): InstallSteps {
  const { clusters, release, words } = context;
  const types = provenTypes(side, context);
  const mtu = fittingMtu(side, context);
  const values = { ...types, ...mtu };
  const install = installCommands({ release, cluster: words[side], facts: clusters[side], values });
  const first = `Install Liqo ${release.version} in the ${side} cluster first`;
  const clauses = [
    ...settingsClause(types, 'as the stand-ins were reached'),
    ...settingsClause(mtu, 'as the way between the clusters was measured'),
  ];
  return { commands: install.commands, notes: [`${[first, ...clauses].join(', ')}.`, ...install.notes] };
}

function settingsClause(values: Readonly<Record<string, string>>, why: string): readonly string[] {
  const settings = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return settings.length === 0 ? [] : [`with ${settings.join(' and ')}, ${why}`];
}

/** A smaller MTU than the installer's where the tunnel's way carries less. In v1.x `liqoctl peer` sets it. */
function fittingMtu(side: Side, context: JudgeContext): Readonly<Record<string, string>> {
  const { release, clusters, evidence } = context;
  const way = narrowestWay(measurementsOf(gatewaysInUse(context), evidence));
  const standard = installDefaults(clusters[side].platform.provider, release).tunnelMtu;
  const isNeeded = release.generation !== 'g3' && way !== undefined && way.tunnelMtu < standard;
  return isNeeded ? named(valueNames(release).tunnelMtu, String(way.tunnelMtu)) : {};
}

/** In v1.x the flags of `liqoctl peer` decide how a gateway is exposed, and nothing else has a type. */
function provenTypes(side: Side, context: JudgeContext): Readonly<Record<string, string>> {
  if (context.release.generation === 'g3') return {};
  const { authServiceType, gatewayServiceType } = valueNames(context.release);
  const names = { auth: authServiceType, gateway: gatewayServiceType };
  return (['auth', 'gateway'] as const).reduce<Readonly<Record<string, string>>>((values, service) => {
    const proven = standInOptions(side, service, context).find(({ status }) => status === 'proven');
    return proven === undefined ? values : { ...values, ...named(names[service], proven.standIn.exposure) };
  }, {});
}
