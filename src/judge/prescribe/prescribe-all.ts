import { sides } from '../../model/peering.js';
import type { JudgeContext } from '../judge-context.js';
import type { AssessedService } from '../requirements/requirements.js';
import type { PrescribedService } from '../rules/rule-context.js';
import { isToInstall, type InstallationContext } from './installation.js';
import type { PrescribeContext } from './prescribe-context.js';
import { prescribe } from './prescribe.js';

/**
 * Every required service with what makes it reachable. They are carried out in this order: where Liqo is absent, the
 * first that sets values installs it, and the others change what is installed then.
 *
 * Which of two gateways is installed as it was reached depends on which clusters prescriptions install Liqo in: those with
 * something unmet, as a rule, and where that is not so, prescriptions are made again.
 */
export function prescribeAll(
  assessed: readonly AssessedService[],
  context: JudgeContext,
): readonly PrescribedService[] {
  const supposed = sides.filter(
    (side) =>
      isToInstall(side, context) &&
      assessed.some((one) => one.cluster === side && asUnmet(one).status === 'unmet'),
  );
  const prescribed = prescribeEach(assessed, { ...context, installed: supposed });
  const installed = supposed.filter((side) => prescribed.some((one) => isInstalledBy(one, side, context)));
  const isAsSupposed = installed.length === supposed.length || context.release.generation === 'g3';
  return isAsSupposed ? prescribed : prescribeEach(assessed, { ...context, installed });
}

function prescribeEach(
  assessed: readonly AssessedService[],
  context: Omit<PrescribeContext, 'assessed'>,
): readonly PrescribedService[] {
  const taken = assessed.map(asUnmet);
  return assessed.reduce<readonly PrescribedService[]>((before, service) => {
    const installedBefore = sides.filter((side) => before.some((one) => isInstalledBy(one, side, context)));
    const prescription = prescribe(asUnmet(service), { ...context, assessed: taken, installedBefore });
    return [...before, { ...service, prescription }];
  }, []);
}

/** What is most likely out of reach is prescribed for as if it were known to be. */
function asUnmet(service: AssessedService): AssessedService {
  return service.status === 'unknown' && service.isUnlikely === true
    ? { ...service, status: 'unmet' }
    : service;
}

function isInstalledBy(
  { prescription }: PrescribedService,
  side: (typeof sides)[number],
  context: InstallationContext,
): boolean {
  const isChanged = prescription?.actions.some(
    ({ cluster, kind }) => cluster === side && kind === 'helm-values',
  );
  return isChanged === true && isToInstall(side, context);
}
