import { expect } from 'vitest';

import { kindsOfIngress } from '../../lab/prove/ingress-recipes.js';
import { testWithNamespaces } from '../../network-namespaces/in-namespaces.js';
import { builtBundles } from './built-bundles.js';
import { haproxy, nginx, type StartIngress } from './ingress-controllers.js';
import { unlessHeldUp } from './machine-load.js';
import { proveSituation } from './prove-situation.js';
import { situationOf } from './situations.js';
import { labPrograms } from './start-real-lab.js';

const bundles = builtBundles();

function testIngress(title: string, ingress: StartIngress = nginx): void {
  const kind = kindsOfIngress.find((one) => one.title === title);
  if (kind === undefined) throw new TypeError(`there is no Ingress of this kind: ${title}`);
  const needs = {
    programs: [...labPrograms, ingress === nginx ? 'nginx' : 'haproxy', 'ss'],
    timeoutMs: 900_000,
  };
  testWithNamespaces(`${ingress === nginx ? 'nginx' : 'haproxy'}: ${title}`, needs, async () => {
    const ending = await unlessHeldUp([], (onReport) =>
      proveSituation(situationOf(kind.recipe), bundles, { ingress, onReport }),
    );
    expect(ending).toBe(kind.verdict === 'ready' ? 'ready' : 'made ready');
  });
}

/** Real Ingress controllers in front of the authentication server. */
export function testIngresses(): void {
  testIngress('TLS ended, plain HTTP to a plain backend');
  testIngress('TLS ended, TLS to a TLS backend');
  testIngress('TLS passed through to a TLS backend');
  testIngress('TLS passed through to a TLS backend', haproxy);
  testIngress('a controller behind a load balancer');
  testIngress('plain HTTP to a TLS backend');
  testIngress('TLS to a plain backend');
  testIngress('TLS passed through to a plain backend');
  testIngress('no forward to the controller, behind NAT');
}
