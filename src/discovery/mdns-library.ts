import './node-require.js';
import multicastDns from 'multicast-dns';

/** The library that makes and reads the messages of mDNS and DNS. */
export { multicastDns };
