import { testFaults } from './fault-tests.js';
import { testTcpLoadBalancers } from './load-balancer-tests.js';
import { proveTopologies } from './prove-topologies.js';

// See with-auth-server.net.test.ts.
testTcpLoadBalancers();
testFaults();
proveTopologies('g3');
