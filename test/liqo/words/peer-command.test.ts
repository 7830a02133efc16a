import { expect, test } from 'vitest';

import type { PeerCommand } from '../../../src/liqo/words/peer-command.js';
import { peerCommand } from '../../../src/liqo/words/peer-command.js';
import { releaseOf } from '../releases.js';

const plain: Omit<PeerCommand, 'release'> = {
  local: { kubeconfig: 'C', liqoNamespace: 'liqo' },
  remote: { kubeconfig: 'P', liqoNamespace: 'liqo' },
  peering: 'out-of-band',
  networkingDisabled: false,
  gateway: {},
};

interface Row {
  readonly title: string;
  readonly version: string;
  readonly peer?: Partial<PeerCommand>;
  readonly command: string | undefined;
}

const rows: readonly Row[] = [
  {
    title: 'only the clusters when everything is the default',
    version: 'v1.2.0',
    peer: {
      gateway: { location: 'Provider', type: 'LoadBalancer', port: 51840, nodePort: 0, clientPort: 0 },
      mtu: 1340,
    },
    command: 'liqoctl peer --kubeconfig C --remote-kubeconfig P',
  },
  {
    title: 'a pinned node port behind NAT',
    version: 'v1.0.0',
    peer: { gateway: { type: 'NodePort', nodePort: 30742, clientAddress: '203.0.113.8', clientPort: 40582 } },
    command:
      'liqoctl peer --kubeconfig C --remote-kubeconfig P --gw-server-service-type NodePort ' +
      '--gw-server-service-nodeport 30742 --gw-client-address 203.0.113.8 --gw-client-port 40582',
  },
  {
    title: 'the server at the consumer, in-band, another MTU',
    version: 'v1.1.0',
    peer: { gateway: { location: 'Consumer' }, peering: 'in-band', mtu: 1280 },
    command:
      'liqoctl peer --kubeconfig C --remote-kubeconfig P --gw-server-service-location Consumer --mtu 1280 --in-band',
  },
  {
    title: 'another port and a static address of the load balancer',
    version: 'v1.2.0',
    peer: { gateway: { port: 5871, loadBalancerIp: '198.51.100.7' } },
    command:
      'liqoctl peer --kubeconfig C --remote-kubeconfig P --gw-server-service-port 5871 ' +
      '--gw-server-service-loadbalancerip 198.51.100.7',
  },
  {
    title: 'no gateway flags without networking',
    version: 'v1.2.0',
    peer: { networkingDisabled: true, gateway: { type: 'NodePort' } },
    command: 'liqoctl peer --kubeconfig C --remote-kubeconfig P --networking-disabled',
  },
  {
    title: 'contexts, namespaces and quoting',
    version: 'v1.2.0',
    peer: {
      local: { context: 'kind rome', liqoNamespace: 'liqo-a' },
      remote: { context: 'milan', liqoNamespace: 'liqo-b' },
      gateway: { clientAddress: '$(reboot)' },
    },
    command:
      "liqoctl peer --context 'kind rome' --namespace liqo-a --remote-context milan --remote-namespace liqo-b " +
      "--gw-client-address '$(reboot)'",
  },
  {
    title: 'the line that the provider prints, run on the consumer',
    version: 'v0.10.3',
    command: '$(liqoctl generate peer-command --only-command --kubeconfig P) --kubeconfig C',
  },
  {
    title: 'the line that the provider prints, with contexts',
    version: 'v0.5.0',
    peer: { local: { liqoNamespace: 'liqo' }, remote: { context: 'milan', liqoNamespace: 'liqo' } },
    command: '$(liqoctl generate peer-command --only-command --context milan)',
  },
  {
    title: 'both clusters in-band',
    version: 'v0.8.3',
    peer: { peering: 'in-band' },
    command: 'liqoctl peer in-band --kubeconfig C --remote-kubeconfig P',
  },
  {
    title: 'the line that the provider prints, by environment',
    version: 'v0.3.2',
    command: 'KUBECONFIG=C $(KUBECONFIG=P liqoctl generate-add-command --only-command)',
  },
  {
    title: 'two contexts, of which liqoctl v0.3 and v0.4 take none',
    version: 'v0.4.0',
    peer: {
      peering: 'in-band',
      local: { context: 'rome', liqoNamespace: 'liqo' },
      remote: { kubeconfig: 'P', context: 'milan', liqoNamespace: 'liqo' },
    },
    command:
      "liqoctl connect --config1 '<kubeconfig with current context rome>' --config2 '<kubeconfig with current context milan>' && " +
      "KUBECONFIG='<kubeconfig with current context rome>' $(KUBECONFIG='<kubeconfig with current context milan>' liqoctl generate-add-command --only-command)",
  },
  { title: 'no in-band peering yet', version: 'v0.3.2', peer: { peering: 'in-band' }, command: undefined },
  {
    title: 'the first in-band peering',
    version: 'v0.4.0',
    peer: { peering: 'in-band', remote: { kubeconfig: 'P', liqoNamespace: 'liqo-b' } },
    command:
      'liqoctl connect --config1 C --config2 P --namespace2 liqo-b && ' +
      'KUBECONFIG=C $(KUBECONFIG=P liqoctl generate-add-command --only-command --namespace liqo-b)',
  },
];

test.each(rows)('Liqo $version: $title', ({ version, peer, command }) => {
  expect(peerCommand({ release: releaseOf(version), ...plain, ...peer })).toBe(command);
});
