import { beforeAll, expect } from 'vitest';

import { kindsOfIngress } from '../../lab/prove/ingress-recipes.js';
import type { Bundles } from '../../lab/prove/real-check.js';
import { bundleAgent } from '../../lab/prove/real-check.js';
import { testWithNamespaces } from '../../network-namespaces/in-namespaces.js';
import { haproxy, nginx, type StartIngress } from './ingress-controllers.js';
import { proveSituation } from './prove-situation.js';
import { situationOf } from './situations.js';

let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundleAgent();
  return () => bundles.remove();
});

function testIngress(title: string, ingress: StartIngress = nginx): void {
  const kind = kindsOfIngress.find((one) => one.title === title);
  if (kind === undefined) throw new TypeError(`there is no Ingress of this kind: ${title}`);
  const needs = { programs: [ingress === nginx ? 'nginx' : 'haproxy', 'ss'], timeoutMs: 240_000 };
  testWithNamespaces(`${ingress === nginx ? 'nginx' : 'haproxy'}: ${title}`, needs, async () => {
    const ending = await proveSituation(situationOf(kind.recipe), bundles, { ingress });
    expect(ending).toBe(kind.verdict === 'ready' ? 'ready' : 'made ready');
  });
}

testIngress('TLS ended, plain HTTP to a plain backend');
testIngress('TLS ended, TLS to a TLS backend');
testIngress('TLS passed through to a TLS backend');
testIngress('TLS passed through to a TLS backend', haproxy);
testIngress('a controller behind a load balancer');
testIngress('plain HTTP to a TLS backend');
testIngress('TLS to a plain backend');
testIngress('TLS passed through to a plain backend');
testIngress('no forward to the controller, behind NAT');
