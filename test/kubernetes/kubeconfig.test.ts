import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { loadKubeconfig, type KubeconfigRequest } from '../../src/kubernetes/kubeconfig.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function write(name: string, content: string): Promise<string> {
  const path = join(directory, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

function load(request: Partial<KubeconfigRequest>) {
  return loadKubeconfig({ env: {}, homeDirectory: directory, ...request });
}

/** A complete kubeconfig with one context `name`. */
function kubeconfig(name: string, server: string, token = 'abc'): string {
  return `
apiVersion: v1
kind: Config
current-context: ${name}
clusters:
- name: ${name}
  cluster:
    server: ${server}
contexts:
- name: ${name}
  context:
    cluster: ${name}
    user: ${name}
users:
- name: ${name}
  user:
    token: ${token}
`;
}

test('an explicit path is that file alone, whatever KUBECONFIG says', async () => {
  const path = await write('a', kubeconfig('milan', 'https://192.168.1.10:6443/'));
  const other = await write('b', kubeconfig('rome', 'https://192.168.1.20:6443'));
  expect(await load({ path, env: { KUBECONFIG: other } })).toEqual({
    ok: true,
    value: {
      contextName: 'milan',
      server: 'https://192.168.1.10:6443',
      certificateAuthority: undefined,
      cluster: { name: 'milan', server: 'https://192.168.1.10:6443', skipTLSVerify: false },
      user: { name: 'milan', token: 'abc' },
      exec: undefined,
      context: { name: 'milan', cluster: 'milan', user: 'milan' },
      files: [path],
    },
  });
});

test('an explicit path that does not exist is a failure', async () => {
  const path = join(directory, 'missing');
  expect(await load({ path })).toEqual({
    ok: false,
    failure: { code: 'kubeconfig-missing', message: `kubeconfig ${path} does not exist` },
  });
});

test('the first file of the KUBECONFIG list wins, and duplicates, empty names and missing files are skipped', async () => {
  const first = await write(
    'first',
    `
current-context: shared
contexts:
- name: shared
  context: { cluster: shared, user: shared }
clusters:
- name: shared
  cluster: { server: 'https://first:6443' }
`,
  );
  const second = await write('second', kubeconfig('shared', 'https://second:6443', 'from-second'));
  const missing = join(directory, 'missing');
  const list = ['', first, missing, first, second].join(delimiter);
  const loaded = await load({ env: { KUBECONFIG: list } });
  expect(loaded).toMatchObject({
    ok: true,
    value: {
      server: 'https://first:6443',
      user: { name: 'shared', token: 'from-second' },
      files: [first, second],
    },
  });
});

test('the first file that sets a current context decides it', async () => {
  const first = await write('first', kubeconfig('milan', 'https://m:6443').replace(/current-context.*/u, ''));
  const second = await write('second', kubeconfig('rome', 'https://r:6443'));
  const third = await write('third', kubeconfig('turin', 'https://t:6443'));
  const loaded = await load({ env: { KUBECONFIG: [first, second, third].join(delimiter) } });
  expect(loaded).toMatchObject({ ok: true, value: { contextName: 'rome' } });
});

test('without KUBECONFIG the file in the home directory counts', async () => {
  const path = await write('.kube/config', kubeconfig('milan', 'https://m:6443'));
  expect(await load({})).toMatchObject({ ok: true, value: { contextName: 'milan', files: [path] } });
});

test('no kubeconfig anywhere says where it was looked for', async () => {
  expect(await load({})).toEqual({
    ok: false,
    failure: {
      code: 'kubeconfig-missing',
      message: `no kubeconfig found: KUBECONFIG is not set and ${join(directory, '.kube', 'config')} does not exist`,
    },
  });
});

test('a KUBECONFIG list of missing files names them all', async () => {
  const files = [join(directory, 'x'), join(directory, 'y')];
  expect(await load({ env: { KUBECONFIG: files.join(delimiter) } })).toEqual({
    ok: false,
    failure: {
      code: 'kubeconfig-missing',
      message: `none of the files that KUBECONFIG names exists: ${files.join(', ')}`,
    },
  });
});

test('a directory in the place of a file cannot be read', async () => {
  expect(await load({ path: directory })).toEqual({
    ok: false,
    failure: { code: 'kubeconfig-unreadable', message: `kubeconfig ${directory} cannot be read (EISDIR)` },
  });
});

test('an empty file is an empty kubeconfig', async () => {
  const path = await write('empty', '\n');
  expect(await load({ path })).toEqual({
    ok: false,
    failure: { code: 'kubeconfig-empty', message: `kubeconfig ${path} is empty` },
  });
});

test('broken YAML is told with file, line and column, and without quoting the file', async () => {
  const path = await write(
    'broken',
    'users:\n- name: jane\n  user:\n    token: "secret-token\n    extra: [\n',
  );
  const loaded = await load({ path });
  expect(loaded).toMatchObject({ ok: false, failure: { code: 'kubeconfig-malformed' } });
  const message = loaded.ok ? '' : loaded.failure.message;
  expect(message).toMatch(new RegExp(`^${path}:\\d+:\\d+: `, 'u'));
  expect(message).not.toContain('secret-token');
});

test('a tab as indentation is named as such', async () => {
  const path = await write('tab', 'clusters:\n\t- name: milan\n');
  expect(await load({ path })).toEqual({
    ok: false,
    failure: {
      code: 'kubeconfig-malformed',
      message: `${path}:2:1: a tab stands where spaces must indent`,
    },
  });
});

test.each([
  ['text in the place of a kubeconfig', 'just some words', (path: string) => `${path} is not a kubeconfig`],
  [
    'a list in the place of a server',
    'clusters:\n- name: a\n  cluster: { server: [1] }\n',
    (path: string) => `${path}: clusters is not what a kubeconfig has there`,
  ],
])('%s is malformed', async (_title, content, message) => {
  const path = await write('odd', content);
  expect(await load({ path })).toEqual({
    ok: false,
    failure: { code: 'kubeconfig-malformed', message: message(path) },
  });
});

test('an unknown context is told with the ones that exist', async () => {
  const first = await write('first', kubeconfig('milan', 'https://m:6443'));
  const second = await write('second', kubeconfig('rome', 'https://r:6443'));
  const env = { KUBECONFIG: [first, second].join(delimiter) };
  const loaded = await load({ env, context: 'turin' });
  expect(loaded).toMatchObject({ ok: false, failure: { code: 'context-unknown' } });
  expect(loaded.ok ? '' : loaded.failure.message).toBe(
    `there is no context "turin" in ${first}, ${second}; its contexts are: milan, rome`,
  );
});

test('a kubeconfig without a current context asks for one', async () => {
  const path = await write('a', kubeconfig('milan', 'https://m:6443').replace('current-context: milan', ''));
  expect(await load({ path })).toEqual({
    ok: false,
    failure: {
      code: 'context-missing',
      message: `${path} sets no current-context; choose one of its contexts: milan`,
    },
  });
  expect(await load({ path, context: 'milan' })).toMatchObject({ ok: true });
});

test('a context that names a missing cluster or user says which', async () => {
  const path = await write(
    'a',
    `
contexts:
- { name: no-cluster, context: { cluster: gone, user: jane } }
- { name: no-user, context: { cluster: milan, user: gone } }
clusters:
- { name: milan, cluster: { server: 'https://m:6443' } }
users:
- { name: jane, user: {} }
`,
  );
  expect(await load({ path, context: 'no-cluster' })).toEqual({
    ok: false,
    failure: {
      code: 'cluster-unknown',
      message: `context "no-cluster" names the cluster "gone", which is not in ${path}`,
    },
  });
  expect(await load({ path, context: 'no-user' })).toEqual({
    ok: false,
    failure: {
      code: 'user-unknown',
      message: `context "no-user" names the user "gone", which is not in ${path}`,
    },
  });
});

test('a context without a user is used without credentials', async () => {
  const path = await write(
    'a',
    `
current-context: milan
contexts:
- { name: milan, context: { cluster: milan } }
clusters:
- { name: milan, cluster: { server: 'https://m:6443', insecure-skip-tls-verify: true } }
users: null
`,
  );
  expect(await load({ path })).toMatchObject({
    ok: true,
    value: { user: { name: '' }, cluster: { skipTLSVerify: true } },
  });
});

test('a server that is no URL is malformed', async () => {
  const path = await write('a', kubeconfig('milan', '192.168.1.10:6443'));
  expect(await load({ path })).toEqual({
    ok: false,
    failure: {
      code: 'kubeconfig-malformed',
      message: 'the server "192.168.1.10:6443" of cluster "milan" is not a URL that begins with https://',
    },
  });
});

test('relative certificate paths belong to the file that names them', async () => {
  const one = await write(
    'one/config',
    `
current-context: milan
contexts:
- { name: milan, context: { cluster: milan, user: jane } }
clusters:
- { name: milan, cluster: { server: 'https://m:6443', certificate-authority: pki/ca.crt } }
`,
  );
  await write('one/pki/ca.crt', 'AUTHORITY');
  const two = await write(
    'two/config',
    'users:\n- { name: jane, user: { client-certificate: jane.crt, client-key: jane.key, tokenFile: token } }\n',
  );
  await write('two/jane.crt', 'CERTIFICATE');
  await write('two/jane.key', 'KEY');
  await write('two/token', 'from-file\n');
  expect(await load({ env: { KUBECONFIG: [one, two].join(delimiter) } })).toMatchObject({
    ok: true,
    value: {
      certificateAuthority: 'AUTHORITY',
      user: {
        certData: Buffer.from('CERTIFICATE').toString('base64'),
        keyData: Buffer.from('KEY').toString('base64'),
        token: 'from-file',
      },
    },
  });
});

test('a certificate file that is not there is named', async () => {
  const path = await write(
    'a',
    `
current-context: milan
contexts:
- { name: milan, context: { cluster: milan, user: jane } }
clusters:
- { name: milan, cluster: { server: 'https://m:6443', certificate-authority: ca.crt } }
users:
- { name: jane, user: {} }
`,
  );
  expect(await load({ path })).toEqual({
    ok: false,
    failure: {
      code: 'file-missing',
      message: `the certificate-authority file ${join(directory, 'ca.crt')} of cluster "milan" does not exist`,
    },
  });
});

test('embedded data wins over a file, which then need not exist', async () => {
  const path = await write(
    'a',
    kubeconfig('milan', 'https://m:6443').replace(
      'server:',
      `certificate-authority: gone\n    certificate-authority-data: ${Buffer.from('PEM').toString('base64')}\n    server:`,
    ),
  );
  expect(await load({ path })).toMatchObject({ ok: true, value: { certificateAuthority: 'PEM' } });
});

test('a credential plugin with a path is looked for beside the kubeconfig, others on the PATH', async () => {
  const withPlugin = (command: string): string =>
    kubeconfig('milan', 'https://m:6443').replace(
      'token: abc',
      `exec: { apiVersion: client.authentication.k8s.io/v1, command: ${command}, args: [get-token] }`,
    );
  const beside = await load({ path: await write('dir/a', withPlugin('./plugin.sh')) });
  const onPath = await load({ path: await write('dir/b', withPlugin('aws')) });
  expect(beside).toMatchObject({
    ok: true,
    value: { exec: { command: join(directory, 'dir', 'plugin.sh'), args: ['get-token'] } },
  });
  expect(onPath).toMatchObject({ ok: true, value: { exec: { command: 'aws' } } });
});

test('the proxy of the kubeconfig wins over that of the environment', async () => {
  const plain = await write('a', kubeconfig('milan', 'https://m.example.org:6443'));
  const own = await write(
    'b',
    kubeconfig('milan', 'https://m.example.org:6443').replace(
      'server:',
      'proxy-url: socks5://own:1080\n    server:',
    ),
  );
  const env = { HTTPS_PROXY: 'http://proxy:3128' };
  expect(await load({ path: plain, env })).toMatchObject({
    value: { cluster: { proxyUrl: 'http://proxy:3128' } },
  });
  expect(await load({ path: own, env })).toMatchObject({
    value: { cluster: { proxyUrl: 'socks5://own:1080' } },
  });
});

test('a name that looks like a number stays the text it is', async () => {
  const path = await write('a', kubeconfig('0123', 'https://m:6443', '1e5'));
  expect(await load({ path })).toMatchObject({
    ok: true,
    value: { contextName: '0123', user: { token: '1e5' } },
  });
});

test('a file without end is not read to it', async () => {
  const loaded = await loadKubeconfig({ path: '/dev/zero', env: {}, homeDirectory: '/' });
  expect(loaded).toEqual({
    ok: false,
    failure: {
      code: 'kubeconfig-unreadable',
      message: 'kubeconfig /dev/zero cannot be read (EFBIG)',
    },
  });
});

function ofUser(user: string): string {
  return `
current-context: milan
contexts: [{ name: milan, context: { cluster: milan, user: jane } }]
clusters: [{ name: milan, cluster: { server: 'https://m:6443' } }]
users: [{ name: jane, user: ${user} }]
`;
}

test.each(['client-certificate', 'client-key', 'tokenFile'])(
  'a %s that is no regular file is not waited for',
  async (what) => {
    const path = await write('a', ofUser(`{ ${what}: /dev/zero }`));
    expect(await load({ path })).toEqual({
      ok: false,
      failure: {
        code: 'file-missing',
        message: `the ${what} file /dev/zero of user "jane" cannot be read (EINVAL)`,
      },
    });
  },
);

test.each(['gcp', 'azure', 'openstack'])(
  'the auth provider %s, which kubectl has no more, runs nothing',
  async (name) => {
    const path = await write(
      'a',
      ofUser(`{ auth-provider: { name: ${name}, config: { cmd-path: reboot } } }`),
    );
    expect(await load({ path })).toEqual({
      ok: false,
      failure: {
        code: 'auth-provider-unknown',
        message: `user "jane" of the kubeconfig has the auth provider "${name}", which kubectl does not know since v1.26 either: have the kubeconfig written anew, with a credential plugin`,
      },
    });
  },
);

test('the auth provider oidc is kept', async () => {
  const path = await write('a', ofUser('{ auth-provider: { name: oidc, config: { id-token: a.b.c } } }'));
  expect(await load({ path })).toMatchObject({
    ok: true,
    value: { user: { authProvider: { name: 'oidc', config: { 'id-token': 'a.b.c' } } } },
  });
});

describe('in a pod', () => {
  const env = { KUBERNETES_SERVICE_HOST: 'fd00:10::1', KUBERNETES_SERVICE_PORT: '443' };

  async function serviceAccount(): Promise<string> {
    await write('account/token', 'token of the pod\n');
    return dirname(await write('account/ca.crt', 'the authority'));
  }

  const inCluster = {
    contextName: 'in-cluster',
    server: 'https://[fd00:10::1]:443',
    certificateAuthority: 'the authority',
    cluster: {
      name: 'in-cluster',
      server: 'https://[fd00:10::1]:443',
      skipTLSVerify: false,
      caData: Buffer.from('the authority').toString('base64'),
    },
    user: { name: 'in-cluster', token: 'token of the pod' },
    exec: undefined,
    context: { name: 'in-cluster', cluster: 'in-cluster', user: 'in-cluster' },
    files: [],
  };

  test('its own credentials count where there is no kubeconfig', async () => {
    expect(await load({ env, serviceAccount: await serviceAccount() })).toEqual({
      ok: true,
      value: inCluster,
    });
  });

  test('a kubeconfig goes before them', async () => {
    await write('.kube/config', kubeconfig('milan', 'https://m:6443'));
    const loaded = await load({ env, serviceAccount: await serviceAccount() });
    expect(loaded).toMatchObject({ ok: true, value: { contextName: 'milan' } });
  });

  test.each([
    ['a file is named', () => ({ path: join(directory, 'missing') })],
    ['a context is named', () => ({ context: 'milan' })],
    ['the environment names no API server', () => ({ env: {} })],
    ['the pod has no token', () => ({ serviceAccount: directory })],
  ])('they do not count where %s', async (_, request) => {
    const loaded = await load({ env, serviceAccount: await serviceAccount(), ...request() });
    expect(loaded).toMatchObject({ ok: false, failure: { code: 'kubeconfig-missing' } });
  });
});
