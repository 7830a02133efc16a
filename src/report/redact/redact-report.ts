import type { Report, RunPods } from '../../model/report.js';
import { RedactedAddresses } from './redacted-addresses.js';
import { namesIn, type RedactedName } from './redacted-names.js';

/**
 * A report that can be shown to anybody: addresses, names of clusters, nodes, hosts and certificates, cluster IDs,
 * users and the paths of kubeconfigs are replaced, each by the same everywhere, so that it still makes sense. Versions, ports, ranges'
 * lengths, times, and what was concluded stay.
 *
 * `mentioned` are names that the report may repeat from the command line, such as an image.
 */
export function redactReport(report: Report, mentioned: readonly string[] = []): Report {
  const addresses = new RedactedAddresses();
  const names = namesIn(report, mentioned);
  const inText = withoutNames(names);
  const inLines = withoutValues(names);
  // Names first: a cluster's own is the same in its lines as elsewhere.
  const redact = (text: string): string => addresses.replaceIn(inLines(inText(text)));
  const redacted = inEveryText(report, redact) as Report;
  const { local, remote } = redacted.clusters;
  const clusters = {
    local: { ...local, name: 'local-cluster' },
    remote: { ...remote, name: 'remote-cluster' },
  };
  const { pods } = redacted;
  return { ...redacted, clusters, ...(pods && { pods: { ...pods, images: inBoth(pods.images) } }) };
}

/** An image is told by its digest; where it comes from is the operator's own. */
function inBoth({ local, remote }: RunPods['images']): RunPods['images'] {
  const withoutSource = (image: string) => image.replace(/^.*@(?=sha256:)/u, 'image@');
  const digestOnly = (image: string) => (/^(?:image@)?sha256:[\da-f]{64}$/u.test(image) ? image : 'image');
  const all = (images: readonly string[]) => images.map((image) => digestOnly(withoutSource(image)));
  return { local: all(local), remote: all(remote) };
}

function inEveryText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => inEveryText(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inEveryText(member, change)]));
}

function withoutNames(names: readonly RedactedName[]): (text: string) => string {
  if (names.length === 0) return (text) => text;
  const instead = new Map(names.map((one) => [one.name, one.instead]));
  const any = names.map(({ name }) => name.replaceAll(/[$()*+.?[\\\]^{|}]/gu, String.raw`\$&`)).join('|');
  const pattern = new RegExp(`(?<![\\w-])(?:${any})(?![\\w-])`, 'giu');
  return (text) => text.replaceAll(pattern, (name) => instead.get(name.toLowerCase()) ?? name);
}

/** What lines say of the operator's files, and of the accounts that clusters of clouds belong to. */
const ofTheOperator =
  /(?<flag>--(?:(?:remote-)?kubeconfig|config[12]|(?:eks-)?cluster-name|project-id|cluster-id|subscription-id|resource-(?:group-)?name|(?:remote-)?context|kube-context)[ =]|\bKUBECONFIG=)(?<value>'[^']*'|[^\s<]\S*)/gu;

/** Who was refused something, as API servers name them, and any address of mail. */
const accounts = /(?<=\buser ")[^"]+(?=")|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu;

/** A path tells the name of whoever has the file; what is another name already stays. */
function withoutValues(names: readonly RedactedName[]): (text: string) => string {
  const replaced = new Set(names.map(({ instead }) => instead));
  const values = new Map<string, string>();
  const replace = (value: string, kind: string): string => {
    const instead = values.get(value) ?? `${kind}-${values.size + 1}`;
    values.set(value, instead);
    return instead;
  };
  return (text) =>
    text
      .replaceAll(ofTheOperator, (whole, flag: string, value: string) => {
        if (replaced.has(value)) return whole;
        return `${flag}${replace(value, /config/iu.test(flag) ? 'kubeconfig' : 'account')}`;
      })
      .replaceAll(accounts, (name) => replace(name, 'account'));
}
