import { spawn } from 'node:child_process';

import type { Cluster } from '@kubernetes/client-node';
import * as z from 'zod/mini';

import { CallError } from './call-error.js';
import type { KubeconfigExec } from './kubeconfig-document.js';
import { printable } from './printable.js';

/** What a plugin answers. SOURCE: Kubernetes client-go credential plugins, `client.authentication.k8s.io`. */
const answerSchema = z.object({
  kind: z.literal('ExecCredential'),
  status: z.object({
    token: z.optional(z.string()),
    clientCertificateData: z.optional(z.string()),
    clientKeyData: z.optional(z.string()),
  }),
});
export type ExecCredential = z.infer<typeof answerSchema>['status'];

/** More than any credential; a plugin that writes more is broken. */
const maxOutputBytes = 1024 * 1024;

/** Which plugin to run for which cluster. */
export interface ExecRequest {
  readonly exec: KubeconfigExec;
  readonly cluster: Cluster;
  readonly timeoutMs: number;
  /** Kills the plugin when it aborts. */
  readonly signal: AbortSignal;
}

/**
 * Runs a kubeconfig's credential plugin once.
 *
 * client-node's own runner has no time limit, leaves a hanging plugin behind and does not tell it the cluster
 * (`KUBERNETES_EXEC_INFO`), which some plugins need. Throws `CallError` `CREDENTIALS`.
 */
export async function runCredentialPlugin(request: ExecRequest): Promise<ExecCredential> {
  const { exec } = request;
  const command = exec.command ?? '';
  if (command === '') throw new CallError('CREDENTIALS', 'the kubeconfig names no credential plugin to run');
  const output = await runCommand(command, request);
  let answer: unknown;
  try {
    answer = JSON.parse(output);
  } catch {
    throw new CallError(
      'CREDENTIALS',
      `the credential plugin ${printable(command)} did not answer with JSON`,
    );
  }
  const parsed = answerSchema.safeParse(answer);
  const status = parsed.success ? parsed.data.status : undefined;
  const hasPair = status?.clientCertificateData !== undefined && status.clientKeyData !== undefined;
  if (status === undefined || (status.token === undefined && !hasPair)) {
    throw new CallError(
      'CREDENTIALS',
      `the credential plugin ${printable(command)} answered with neither a token nor a certificate and key`,
    );
  }
  return status;
}

function runCommand(command: string, { exec, cluster, timeoutMs, signal }: ExecRequest): Promise<string> {
  const name = printable(command);
  const hint = exec.installHint === undefined ? '' : `: ${printable(exec.installHint)}`;
  return new Promise((resolve, reject) => {
    const child = spawn(command, Array.isArray(exec.args) ? exec.args : [], {
      env: { ...process.env, ...pluginEnvironment(exec, cluster) },
      stdio: ['ignore', 'pipe', 'pipe'],
      killSignal: 'SIGKILL',
      signal,
    });
    // Node's own `timeout` goes on, and keeps this program running, where there is no such plugin (Node 20).
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.on('close', () => clearTimeout(timer));
    let output = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (output.length > maxOutputBytes) child.kill('SIGKILL');
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      complaint = (complaint + chunk).slice(-4096);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(
        error.code === 'ENOENT'
          ? new CallError('CREDENTIALS', `the credential plugin ${name} is not installed${hint}`, 'ENOENT')
          : new CallError('CREDENTIALS', `the credential plugin ${name} could not run`, error.code),
      );
    });
    // A grandchild may hold the pipes open after the plugin was killed: `exit` of a killed one is final.
    child.on('exit', (_code, killedBy) => {
      if (killedBy === null) return;
      const seconds = timeoutMs / 1000;
      reject(
        new CallError('CREDENTIALS', `the credential plugin ${name} did not finish within ${seconds} s`),
      );
    });
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else {
        const said = complaint.trim() === '' ? '' : `: ${printable(complaint)}`;
        reject(
          new CallError('CREDENTIALS', `the credential plugin ${name} failed (exit ${code ?? 1})${said}`),
        );
      }
    });
  });
}

/** The variables of the kubeconfig, and the cluster as the plugin protocol describes it. */
function pluginEnvironment(exec: KubeconfigExec, cluster: Cluster): Record<string, string> {
  const info = {
    apiVersion: exec.apiVersion ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo === 'true' && {
        cluster: {
          server: cluster.server,
          ...(cluster.caData !== undefined && { 'certificate-authority-data': cluster.caData }),
          ...(cluster.tlsServerName !== undefined && { 'tls-server-name': cluster.tlsServerName }),
          ...(cluster.proxyUrl !== undefined && { 'proxy-url': cluster.proxyUrl }),
          ...(cluster.skipTLSVerify && { 'insecure-skip-tls-verify': true }),
        },
      }),
    },
  };
  const named = Array.isArray(exec.env) ? exec.env : [];
  return {
    KUBERNETES_EXEC_INFO: JSON.stringify(info),
    ...Object.fromEntries(named.map(({ name, value }) => [name, value ?? ''])),
  };
}
