// Two API servers asked by yargs and @kubernetes/client-node alone, bundled as our program is: below this no program gets
// that reads its command line and its kubeconfigs with them. The kubeconfigs are JSON, so that no YAML is parsed.
import { readFileSync } from 'node:fs';
import { get } from 'node:https';

import { KubeConfig } from '@kubernetes/client-node';
import yargs from 'yargs';

const path = { type: 'string' };
const { kubeconfig, remote } = await yargs(process.argv.slice(2))
  .command('check', '', (options) => options.options({ kubeconfig: path, remote: path }))
  .parse();
for (const file of [kubeconfig, remote]) {
  const { clusters, users, contexts } = JSON.parse(readFileSync(file, 'utf8'));
  const [{ name, cluster }] = clusters;
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name, server: cluster.server, caData: cluster['certificate-authority-data'] }],
    users: users.map(({ name: user, user: { token } }) => ({ name: user, token })),
    contexts: contexts.map(({ name: context, context: { user } }) => ({
      name: context,
      cluster: name,
      user,
    })),
    currentContext: name,
  });
  const options = {};
  await config.applyToHTTPSOptions(options);
  get(`${cluster.server}/version`, options, (answer) => answer.resume());
}
