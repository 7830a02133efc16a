import 'reflect-metadata';

import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';

import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;

/** A certificate and its private key, PEM. */
export interface CertificateAndKey {
  readonly certificate: string;
  readonly key: string;
}

/** The authority of one cluster. */
export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** Issues a server certificate for names and addresses. */
  issue(commonName: string, names: readonly string[]): Promise<CertificateAndKey>;
}

/** Makes an authority as kubeadm does: `CN=kubernetes`, here with elliptic-curve keys, which take no time. */
export async function createAuthority(): Promise<Authority> {
  const keys = await newKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=kubernetes',
    ...validity(),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return {
    certificate: root.toString('pem'),
    issue: async (commonName, names) => {
      const leafKeys = await newKeys();
      const leaf = await x509.X509CertificateGenerator.create({
        serialNumber: '02',
        subject: `CN=${commonName}`,
        issuer: root.subject,
        ...validity(),
        signingAlgorithm: algorithm,
        publicKey: leafKeys.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension(names.map(generalName)),
        ],
      });
      return { certificate: leaf.toString('pem'), key: await pemOf(leafKeys.privateKey) };
    },
  };
}

/**
 * The certificate that liqo-auth's init container makes for itself: self-signed, a year, without any SAN
 * (`openssl req -x509 -subj /C=IT/ST=Turin/O=Liqo -days 365`, Liqo v0.10.3).
 */
export function liqoAuthCertificate(): Promise<CertificateAndKey> {
  return selfSigned('C=IT, ST=Turin, O=Liqo', []);
}

/** What ingress-nginx presents where the Secret of an Ingress has none (its "fake certificate"). */
export function ingressCertificate(): Promise<CertificateAndKey> {
  return selfSigned('O=Acme Co, CN=Kubernetes Ingress Controller Fake Certificate', ['ingress.local']);
}

async function selfSigned(name: string, names: readonly string[]): Promise<CertificateAndKey> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name,
    ...validity(),
    signingAlgorithm: algorithm,
    keys,
    extensions: names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names.map(generalName))],
  });
  return { certificate: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
}

function validity(): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - hourMs), notAfter: new Date(Date.now() + yearMs) };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function generalName(name: string): { type: 'ip' | 'dns'; value: string } {
  return { type: isIP(name) === 0 ? 'dns' : 'ip', value: name };
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
