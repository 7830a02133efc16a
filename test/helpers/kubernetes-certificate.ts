import 'reflect-metadata';
import { webcrypto } from 'node:crypto';

import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  cryptoProvider,
  type X509Certificate,
} from '@peculiar/x509';

/** A certificate and its key, in PEM, with the authority that issued it. */
export interface TestCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
  /** From when on and until when it is valid, ISO 8601. */
  readonly startsAt: string;
  readonly expiresAt: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A fresh authority and a server certificate for 127.0.0.1, localhost, `kubernetes`, and 2001:db8::10. */
export async function makeCertificate(): Promise<TestCertificate> {
  cryptoProvider.set(webcrypto as never);
  // Certificates have no milliseconds.
  const notBefore = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 60_000);
  const notAfter = new Date('2035-01-01T00:00:00.000Z');
  const authorityKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const authority = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=kubernetes',
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    keys: authorityKeys as never,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const leaf: X509Certificate = await X509CertificateGenerator.create({
    serialNumber: '02',
    subject: 'CN=kube-apiserver',
    issuer: authority.subject,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey as never,
    signingKey: authorityKeys.privateKey as never,
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'dns', value: 'kubernetes' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '2001:db8::10' },
      ]),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64')}\n-----END PRIVATE KEY-----\n`;
  return {
    authority: authority.toString('pem'),
    certificate: leaf.toString('pem'),
    key,
    startsAt: notBefore.toISOString(),
    expiresAt: notAfter.toISOString(),
  };
}
