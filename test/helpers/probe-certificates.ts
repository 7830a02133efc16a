import 'reflect-metadata';

import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';

import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 86_400_000;

/** A certificate with its private key, both in PEM. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface TestAuthority extends TestCertificate {
  issue(wish: CertificateWish): Promise<TestCertificate>;
}

export interface CertificateWish {
  /** DNS names and addresses. */
  readonly names: readonly string[];
  /** Days from now; may be negative. */
  readonly notBeforeDays?: number;
  readonly notAfterDays?: number;
  readonly commonName?: string;
}

const inDays = (days: number) => new Date(Date.now() + days * dayMs);

async function exportKey(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/** A new authority with the given common name. */
export async function createAuthority(commonName: string): Promise<TestAuthority> {
  const keys = await generateKeys();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: `CN=${commonName}`,
    notBefore: inDays(-400),
    notAfter: inDays(400),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  const issue = async ({
    names,
    notBeforeDays = -1,
    notAfterDays = 30,
    commonName: subject = 'server',
  }: CertificateWish) => {
    const leafKeys = await generateKeys();
    const leaf = await x509.X509CertificateGenerator.create({
      serialNumber: randomBytes(8).toString('hex').replace(/^./, '1'),
      subject: `CN=${subject}`,
      issuer: authority.subject,
      notBefore: inDays(notBeforeDays),
      notAfter: inDays(notAfterDays),
      signingAlgorithm: algorithm,
      publicKey: leafKeys.publicKey,
      signingKey: keys.privateKey,
      extensions:
        names.length === 0
          ? []
          : [
              new x509.SubjectAlternativeNameExtension(
                names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
              ),
            ],
    });
    return { cert: leaf.toString('pem'), key: await exportKey(leafKeys) };
  };
  return { cert: authority.toString('pem'), key: await exportKey(keys), issue };
}
