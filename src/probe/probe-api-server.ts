import * as z from 'zod/mini';

import type { ApiServerProbe } from '../model/agent-plan.js';
import type { HttpAnswer } from './http-get.js';
import { exchangeHttps, type HttpsRequest } from './https-exchange.js';
import { parseJson } from '../model/parse-json.js';
import { recogniseMiddlebox } from './middlebox.js';
import { ended, type ProbeContext, type Seen } from './probe-context.js';
import { probeThroughProxy } from './through-proxy.js';

/** The answer to `GET /version`. Source: Kubernetes apimachinery/pkg/version `Info`. */
const versionSchema = z.object({ gitVersion: z.string().check(z.maxLength(128)) });

/** Any refusal of a Kubernetes API server. Source: Kubernetes apimachinery/pkg/apis/meta/v1 `Status`. */
const statusSchema = z.object({ kind: z.literal('Status'), apiVersion: z.literal('v1') });

/** Headers that API servers put on every answer. Sources: Kubernetes audit and API priority-and-fairness filters. */
const apiServerHeaders = ['audit-id', 'x-kubernetes-pf-flowschema-uid', 'x-kubernetes-pf-prioritylevel-uid'];

/**
 * Asks an API server for its version, without credentials.
 *
 * `open` when an API server answers, even to refuse (anonymous access may be off); `tls-failure` when its certificate
 * would make a client turn away, cause `unknown-authority`, `expired`, `not-yet-valid` or `wrong-name` in this order of
 * weight; `wrong-cluster` when an API server of another cluster answers; `wrong-service` when something else answers,
 * cause `http-proxy` or `captive-portal` when it is something in between.
 */
export function probeApiServer(task: ApiServerProbe, context: ProbeContext): Promise<Seen> {
  return probeThroughProxy(task, context, (address, each) => probeAt(address, task, each));
}

async function probeAt(address: string, task: ApiServerProbe, context: ProbeContext): Promise<Seen> {
  const { host, port, certificateAuthority, publicAuthorities, proxy } = task;
  const expectation = { host, certificateAuthority, publicAuthorities };
  const request: HttpsRequest = { host, port, path: '/version', expectation, verifies: true, proxy };
  const version = await exchangeHttps(address, request, context);
  if (!version.ok) return version.seen;
  const seen = (outcome: 'open' | 'wrong-service', cause?: string) =>
    ended(version.progress, 'http', { outcome, cause });
  const kubernetesVersion = readVersion(version.answer);
  if (kubernetesVersion !== undefined) return { ...seen('open'), kubernetesVersion };
  if (isRefusal(version.answer)) return seen('open');
  // Some put other answers on /version but leave the health checks alone (KEP-4633).
  const live = await exchangeHttps(address, { ...request, path: '/livez' }, context);
  if (live.ok && (isRefusal(live.answer) || isLive(live.answer))) return seen('open');
  return seen('wrong-service', recogniseMiddlebox(version.answer) ?? 'not-kubernetes');
}

type Answer = HttpAnswer & { readonly ok: true };

function readVersion(answer: Answer): string | undefined {
  const version = versionSchema.safeParse(answer.status === 200 ? parseJson(answer.body) : undefined);
  return version.success ? version.data.gitVersion : undefined;
}

function isRefusal(answer: Answer): boolean {
  return answer.status >= 400 && statusSchema.safeParse(parseJson(answer.body)).success;
}

function isLive(answer: Answer): boolean {
  const isOk = answer.status === 200 && answer.body.trim() === 'ok';
  return isOk && apiServerHeaders.some((name) => answer.headers[name] !== undefined);
}
