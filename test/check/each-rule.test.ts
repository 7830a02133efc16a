import { readFile } from 'node:fs/promises';

import { describe, expect } from 'vitest';
import { parseAllDocuments } from 'yaml';

import { seedNamespace } from '../../src/lab/cluster/base-objects.js';
import type { AccessRule } from '../../src/lab/topology/cluster-spec.js';
import { sameLan } from '../../src/lab/topology/same-lan.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import { sides } from '../../src/model/peering.js';
import type { Report } from '../../src/model/report.js';
import { test } from './lab-check.js';

/** One rule of a documented role, with the name of its namespace. */
interface Rule {
  readonly namespace?: string | undefined;
  readonly resources: readonly string[];
  readonly grants: readonly AccessRule[];
}

interface RoleDocument {
  readonly metadata: { readonly namespace?: string };
  readonly rules?: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

async function rulesOf(file: string): Promise<readonly Rule[]> {
  const documents = parseAllDocuments(await readFile(`docs/roles/${file}`, 'utf8'));
  return documents
    .map((document) => document.toJS() as RoleDocument)
    .flatMap(({ metadata: { namespace }, rules = [] }) =>
      rules.map(({ apiGroups, resources, verbs }) => {
        const full = apiGroups.flatMap((group) =>
          resources.map((plural) => (group === '' ? plural : `${plural}.${group}`)),
        );
        const grants = full.flatMap((resource) =>
          verbs.map((verb) => ({ verb, resource, ...(namespace !== undefined && { namespace }) })),
        );
        return { namespace, resources: full, grants };
      }),
    );
}

const checkRules = await rulesOf('check.yaml');
const readRules = await rulesOf('read-only.yaml');

/** The remote cluster allows all that the documented roles do, but for one rule. */
function without(rule: Rule): Topology {
  const topology = sameLan('v1.2.0');
  const { local, remote } = topology.clusters;
  const allowedOnly = [...checkRules, ...readRules]
    .filter((one) => one !== rule)
    .flatMap(({ grants }) => grants);
  return { ...topology, clusters: { local, remote: { ...remote, faults: { allowedOnly } } } };
}

/** What the report says the user may not do in the remote cluster. */
function told(report: Report | undefined): string {
  return (report?.findings ?? [])
    .filter(({ code, cluster }) => ['LD-RUN-004', 'LD-RUN-005'].includes(code) && cluster === 'remote')
    .map(({ reason }) => reason)
    .join(' ');
}

function nameOf({ resources, namespace }: Rule): string {
  return `${resources.join(' and ')} in ${namespace ?? 'the cluster'}`;
}

/**
 * The simulated clusters do not have the first two kinds, and who asks for what does not exist is told that, not refused;
 * the third is read only where the authentication server of Liqo up to v0.10 has an Ingress.
 */
const absentKinds = [
  'ipamstorages.net.liqo.io',
  'servicecidrs.networking.k8s.io',
  'ingressclasses.networking.k8s.io',
];

describe.concurrent('a check whose user lacks one rule of the documented roles', { timeout: 120_000 }, () => {
  test.for(checkRules.map((rule) => ({ name: nameOf(rule), rule })))(
    'names the rule for $name',
    async ({ rule }, { startFor }) => {
      const { lab, check } = await startFor(without(rule));
      for (const side of sides) seedNamespace(lab.clusters[side].api, 'liqo-doctor');
      const { outcome, report } = await check();
      const said = outcome.kind === 'could-not-start' ? outcome.failure.message : told(report);
      for (const { verb, resource } of rule.grants) expect(said).toContain(`${verb} ${resource}`);
    },
  );

  test.for(
    readRules
      .filter(({ resources }) => !resources.every((resource) => absentKinds.includes(resource)))
      .map((rule) => ({ name: nameOf(rule), rule })),
  )('names the rule for $name', async ({ rule }, { startFor }) => {
    const { check } = await startFor(without(rule));
    const { report } = await check({ probeFrom: 'none' });
    const names = rule.resources.filter((resource) => !absentKinds.includes(resource));
    expect(names.some((resource) => told(report).includes(resource))).toBe(true);
  });
});
