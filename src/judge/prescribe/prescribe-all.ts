import { sides } from '../../model/peering.js';
import type { JudgeContext } from '../judge-context.js';
import type { AssessedService } from '../requirements/requirements.js';
import type { PrescribedService } from '../rules/rule-context.js';
import { isToInstall, type InstallationContext } from './installation.js';
import { prescribe } from './prescribe.js';

/**
 * Every required service with what makes it reachable. They are carried out in this order: where Liqo is absent, the
 * first that sets values installs it, and the others change what is installed then.
 */
export function prescribeAll(
  assessed: readonly AssessedService[],
  context: JudgeContext,
): readonly PrescribedService[] {
  return assessed.reduce<readonly PrescribedService[]>((before, service) => {
    const installedBefore = sides.filter((side) => before.some((one) => isInstalledBy(one, side, context)));
    const prescription = prescribe(service, { ...context, assessed, installedBefore });
    return [...before, { ...service, prescription }];
  }, []);
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
