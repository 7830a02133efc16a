import * as z from 'zod/mini';

import type { AuthProbe } from '../model/agent-plan.js';
import type { HttpAnswer } from './http-get.js';
import { exchangeHttps } from './https-exchange.js';
import { parseJson } from '../model/parse-json.js';
import { recogniseMiddlebox } from './middlebox.js';
import { ended, type ProbeContext, type Seen } from './probe-context.js';
import { probeThroughProxy } from './through-proxy.js';

/** The answer to `GET /ids`. Source: Liqo internal/auth-service@v0.3.2 and @v0.10.3. */
const idsSchema = z.object({
  clusterId: z.string().check(z.minLength(1), z.maxLength(253)),
  clusterName: z.catch(z.optional(z.string().check(z.maxLength(253))), undefined),
});

/**
 * What HTTPS servers written in Go and nginx tell a client that came with plain HTTP. Seen inside TLS it means that
 * something in front ended TLS and passed plain HTTP on. Sources: Go net/http `conn.serve`; nginx
 * `ngx_http_error_497_page`.
 */
const plainHttpComplaints = [
  'Client sent an HTTP request to an HTTPS server.',
  'The plain HTTP request was sent to HTTPS port',
];

/**
 * Asks an authentication server for its cluster ID.
 *
 * `open` when it answers as one, with the expected ID if one was expected; `wrong-cluster` when another cluster
 * answers; `wrong-service` for any other HTTP answer, cause `plain-http-to-tls-backend` when something in front of it
 * ended TLS, `http-proxy` or `captive-portal` when something in between answered. Its certificate is described but never a failure, as peers do not verify it (Liqo
 * `insecureSkipTLSVerify`, true by default up to v0.10). `onName` is told the cluster's name, where one is answered.
 */
export function probeAuth(
  task: AuthProbe,
  context: ProbeContext,
  onName: (clusterName: string) => void = () => {},
): Promise<Seen> {
  return probeThroughProxy(task, context, async (address, each) => {
    const { seen, clusterName } = await askForIds(address, task, each);
    if (clusterName !== undefined) onName(clusterName);
    return seen;
  });
}

/** What was seen at one address, and the cluster's name if it told one. */
interface Answered {
  readonly seen: Seen;
  readonly clusterName?: string | undefined;
}

async function askForIds(address: string, task: AuthProbe, context: ProbeContext): Promise<Answered> {
  const { host, port, proxy } = task;
  const request = { host, port, path: '/ids', expectation: { host }, verifies: false, proxy };
  const exchange = await exchangeHttps(address, request, context);
  if (!exchange.ok) return { seen: exchange.seen };
  const { answer, progress } = exchange;
  const ids = idsSchema.safeParse(answer.status === 200 ? parseJson(answer.body) : undefined);
  if (!ids.success)
    return { seen: ended(progress, 'http', { outcome: 'wrong-service', cause: strangeAnswer(answer) }) };
  const { clusterId, clusterName } = ids.data;
  const isExpected = task.clusterId === undefined || task.clusterId === clusterId;
  const seen = { ...ended(progress, 'http', { outcome: isExpected ? 'open' : 'wrong-cluster' }), clusterId };
  return { seen, clusterName };
}

function strangeAnswer(answer: HttpAnswer & { readonly ok: true }): string {
  const isComplaint = plainHttpComplaints.some((complaint) => answer.body.includes(complaint));
  if (answer.status === 400 && isComplaint) return 'plain-http-to-tls-backend';
  const middlebox = recogniseMiddlebox(answer);
  if (middlebox !== undefined) return middlebox;
  return answer.status === 200 ? 'unexpected-body' : 'unexpected-status';
}
