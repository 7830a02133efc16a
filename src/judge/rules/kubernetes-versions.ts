import { kubernetesMinor, kubernetesWindow } from '../../liqo/kubernetes-window.js';
import type { Finding } from '../../model/finding.js';
import { sides } from '../../model/peering.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-VER-006: each cluster runs a Kubernetes that this release of Liqo is made for. */
export function kubernetesIsInWindow({ clusters, release }: RuleContext): readonly Finding[] {
  const { oldest, newest, basis } = kubernetesWindow(release);
  return sides.map((cluster) => {
    const code = 'LD-VER-006';
    const { kubernetesVersion } = clusters[cluster];
    if (!kubernetesVersion.known) {
      const reason = `The version of Kubernetes could not be read: ${kubernetesVersion.reason}.`;
      return makeFinding(code, { status: 'unknown', cluster, reason });
    }
    const minor = kubernetesMinor(kubernetesVersion.value);
    if (minor === undefined) {
      const reason = `The version of Kubernetes reads "${kubernetesVersion.value}".`;
      return makeFinding(code, { status: 'unknown', cluster, reason });
    }
    if (minor >= oldest && minor <= newest) return makeFinding(code, { status: 'pass', cluster });
    const reason = `The cluster runs Kubernetes ${kubernetesVersion.value}, and Liqo ${release.version} is for 1.${oldest} to 1.${newest}: ${basis}.`;
    return makeFinding(code, { status: 'warn', cluster, reason });
  });
}
