import { installCommands } from '../liqo/words/install-command.js';
import { named, valueNames } from '../liqo/words/value-names.js';
import { valueOf } from '../model/fact.js';
import { sides, type Side } from '../model/peering.js';
import type { JudgeContext } from './judge-context.js';
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
  const values = provenTypes(side, context);
  const install = installCommands({ release, cluster: words[side], facts: clusters[side], values });
  const settings = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  const first = `Install Liqo ${release.version} in the ${side} cluster first`;
  const note =
    settings.length === 0
      ? `${first}.`
      : `${first}, with ${settings.join(' and ')}, as the stand-ins were reached.`;
  return { commands: install.commands, notes: [note, ...install.notes] };
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
