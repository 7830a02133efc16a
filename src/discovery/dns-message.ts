import type { QueryOutgoingPacket, ResponsePacket } from 'multicast-dns';

/** A decoded message of DNS or mDNS. */
export type DnsMessage = Partial<Pick<ResponsePacket, 'id' | 'flags' | 'answers' | 'additionals'>> & {
  readonly type?: 'query' | 'response' | undefined;
};

/** A question of DNS or mDNS. */
export type DnsQuestion = QueryOutgoingPacket['questions'][number];

/** A resource record. */
export type DnsRecord = NonNullable<ResponsePacket['answers']>[number];
