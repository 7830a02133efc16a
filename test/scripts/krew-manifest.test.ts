import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const repository = 'https://github.com/example/liqo-doctor';
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
};

interface Platform {
  selector?: { matchExpressions?: { key: string; operator: string; values: string[] }[] };
  uri?: string;
  sha256?: string;
  files?: { from: string; to: string }[];
  bin?: string;
}

interface Manifest {
  apiVersion?: string;
  kind?: string;
  metadata: { name?: string };
  spec: {
    version?: string;
    homepage?: string;
    shortDescription?: string;
    description?: string;
    caveats?: string;
    platforms: Platform[];
  };
}

let folder = '';
let archive = '';
let manifest: Manifest;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liqo-doctor-krew-'));
  // What `npm pack` packs; the build that would come first is there already.
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    stdio: 'ignore',
  });
  archive = join(folder, readdirSync(folder)[0] ?? '');
  manifest = parse(printed([archive, repository]).stdout) as Manifest;
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function printed(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/krew-manifest.js', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Every system that krew is made for. SOURCE: krew v0.4.5 cmd/validate-krew-manifest/main.go, allPlatforms. */
const systems = ['windows', 'linux', 'darwin'];

/**
 * Why krew refuses a manifest of that file name, or its index does.
 * SOURCE: krew v0.4.5 internal/index/validation/validate.go; cmd/validate-krew-manifest/main.go; for `to` and for paths
 * internal/installation/{move,install}.go; for lower case and hyphens its naming guide; for the archive its
 * plugin-manifest guide and internal/download/downloader.go.
 */
function problemsOf(fileName: string, { apiVersion, kind, metadata, spec }: Manifest): readonly string[] {
  const problems: string[] = [];
  const must = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  must(apiVersion === 'krew.googlecontainertools.github.com/v1alpha2', 'apiVersion');
  must(kind === 'Plugin', 'kind');
  must(fileName === `${metadata.name ?? ''}.yaml`, 'the file is named as the plugin');
  must(/^[a-z0-9]+(-[a-z0-9]+)*$/u.test(metadata.name ?? ''), 'lower case and hyphens');
  must(/^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/u.test(spec.version ?? ''), 'a semantic version with a leading v');
  must(
    (spec.shortDescription ?? '') !== '' && !/[\r\n]/u.test(spec.shortDescription ?? ''),
    'one short line',
  );
  must((spec.shortDescription ?? '').split(' ').length <= 10, 'a few words');
  must((spec.description ?? '') !== '', 'a description');
  must(/^https:\/\//u.test(spec.homepage ?? ''), 'a homepage');
  must(spec.platforms.length > 0, 'a platform');
  for (const platform of spec.platforms) problems.push(...problemsOfPlatform(platform));
  const matches = systems.map(
    (os) => spec.platforms.filter((platform) => systemsOf(platform).includes(os)).length,
  );
  must(
    matches.every((count) => count <= 1),
    'no system twice',
  );
  return problems;
}

function systemsOf({ selector }: Platform): readonly string[] {
  return (selector?.matchExpressions ?? []).flatMap(({ key, values }) => (key === 'os' ? values : []));
}

function problemsOfPlatform(platform: Platform): readonly string[] {
  const { selector, uri, sha256, files, bin } = platform;
  const problems: string[] = [];
  const must = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  must(/^https:\/\/\S+\.(zip|tar\.gz|tgz)$/u.test(uri ?? ''), 'an archive');
  must(/^[a-f0-9]{64}$/u.test(sha256 ?? ''), 'a sum');
  must((bin ?? '') !== '' && !(bin ?? '').startsWith('/') && !(bin ?? '').includes('..'), 'a program in it');
  must(files === undefined || files.length > 0, 'files that are named, or none');
  must(
    (files ?? []).every(({ from, to }) => from !== '' && /^(\.|[^./][^/]*(\/[^./][^/]*)*)$/u.test(to)),
    'clean paths',
  );
  const expressions = selector?.matchExpressions ?? [];
  must(
    expressions.length > 0 && expressions.every(({ key }) => key === 'os' || key === 'arch'),
    'a selector',
  );
  must(
    systemsOf(platform).some((os) => systems.includes(os)),
    'a system that krew knows',
  );
  must(!systemsOf(platform).includes('windows') || /\.exe$/u.test(bin ?? ''), 'an .exe on Windows');
  return problems;
}

test('the manifest of the packed release is one that krew takes', () => {
  expect(problemsOf('liqo-doctor.yaml', manifest)).toEqual([]);
});

const changes: readonly (readonly [string, (changed: Manifest, platform: Platform) => unknown])[] = [
  ['apiVersion', (changed) => (changed.apiVersion = 'v1')],
  ['kind', (changed) => (changed.kind = 'plugin')],
  ['a semantic version with a leading v', (changed) => (changed.spec.version = version)],
  ['one short line', (changed) => (changed.spec.shortDescription = 'a\nb')],
  ['a homepage', (changed) => delete changed.spec.homepage],
  ['a platform', (changed) => (changed.spec.platforms = [])],
  ['no system twice', (changed, platform) => changed.spec.platforms.push({ ...platform })],
  ['an archive', (_, platform) => (platform.uri = repository)],
  ['a sum', (_, platform) => (platform.sha256 = platform.sha256?.toUpperCase() ?? '')],
  ['a program in it', (_, platform) => (platform.bin = '../node')],
  ['files that are named, or none', (_, platform) => (platform.files = [])],
  ['clean paths', (_, platform) => (platform.files = [{ from: 'package/*', to: './' }])],
  [
    'a selector',
    (_, platform) => platform.selector?.matchExpressions?.push({ key: 'libc', operator: 'In', values: [] }),
  ],
  ['an .exe on Windows', (_, platform) => platform.selector?.matchExpressions?.[0]?.values.push('windows')],
];

test.each(changes)('the rule "%s" tells a manifest that breaks it', (rule, change) => {
  const changed = structuredClone(manifest);
  change(changed, changed.spec.platforms[0] ?? {});
  expect(problemsOf('liqo-doctor.yaml', changed)).toEqual([rule]);
});

test('it names the version, the archive of that release and its sum, and says that Node.js has to be there', () => {
  const [platform] = manifest.spec.platforms;
  expect({ version: manifest.spec.version, uri: platform?.uri, sha256: platform?.sha256 }).toEqual({
    version: `v${version}`,
    uri: `${repository}/releases/download/v${version}/liqo-doctor-${version}.tgz`,
    sha256: createHash('sha256').update(readFileSync(archive)).digest('hex'),
  });
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  expect(manifest.spec.caveats).toContain(`Node.js ${engines.node.replace('>=', '')} or later`);
});

test('what it has krew unpack, move and link runs as a plugin, and brings its licence', () => {
  const [platform] = manifest.spec.platforms;
  const listed = execFileSync('tar', ['-tvzf', archive], { encoding: 'utf8' }).trim().split('\n');
  // krew unpacks plain files and folders, and no path with two dots in it.
  expect(listed.filter((line) => !/^[-d]/u.test(line) || / \S*\.\.\S*$/u.test(line))).toEqual([]);
  // Where krew puts a plugin and links it. SOURCE: krew v0.4.5 internal/environment/environment.go.
  const unpacked = join(folder, 'unpacked');
  const installed = join(folder, 'krew/store/liqo-doctor', manifest.spec.version ?? '');
  const linked = join(folder, 'krew/bin');
  for (const each of [unpacked, installed, linked]) mkdirSync(each, { recursive: true });
  execFileSync('tar', ['-xzf', archive, '-C', unpacked]);
  expect(platform?.files).toEqual([{ from: 'package/*', to: '.' }]);
  for (const name of readdirSync(join(unpacked, 'package'))) {
    renameSync(join(unpacked, 'package', name), join(installed, name));
  }
  expect(readdirSync(installed)).toContain('LICENSE');
  // The plugin's name, its hyphens as underscores.
  symlinkSync(join(installed, platform?.bin ?? ''), join(linked, 'kubectl-liqo_doctor'));
  // The line that the user is told.
  const [line = ''] = /^ {2}ln .*$/mu.exec(manifest.spec.caveats ?? '') ?? [];
  const env = {
    PATH: [linked, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    HOME: folder,
    KREW_ROOT: join(folder, 'krew'),
  };
  execFileSync('sh', ['-c', line], { env });
  const run = (program: string, ...args: readonly string[]) => {
    const { stdout, stderr } = spawnSync(program, args, { env, encoding: 'utf8' });
    return { stdout, stderr };
  };
  expect(run('kubectl-liqo_doctor', '--version')).toEqual({ stdout: `${version}\n`, stderr: '' });
  expect(run('kubectl_complete-liqo_doctor', 'explain', '-o', 'j')).toEqual({
    stdout: 'json\n:4\n',
    stderr: '',
  });
});

test.each([[[]], [['a.tgz']], [['a.tgz', 'https://example.com/liqo-doctor']]])(
  'with %j the script says how it is called',
  (args) => {
    expect(printed(args)).toEqual({
      status: 2,
      stdout: '',
      stderr: 'usage: node scripts/krew-manifest.js <archive> https://github.com/<owner>/<repository>\n',
    });
  },
);
