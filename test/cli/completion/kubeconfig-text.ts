/** A kubeconfig with contexts of these names, whose user's plugin writes a file when it is run. */
export function kubeconfigText(contexts: readonly string[], written: string): string {
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'touch',
    args: [written],
    interactiveMode: 'Never',
  };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'cluster', cluster: { server: 'https://192.0.2.1:6443' } }],
    users: [{ name: 'user', user: { exec } }],
    contexts: contexts.map((name) => ({ name, context: { cluster: 'cluster', user: 'user' } })),
  });
}
