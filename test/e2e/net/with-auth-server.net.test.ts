import { testAnnouncedClusters } from './announced-cluster-tests.js';
import { testIngresses } from './ingress-tests.js';
import { testLiveGateways } from './peer-tests.js';
import { proveTopologies } from './prove-topologies.js';

// One file for each of two processes: between files, and at the end of each, processors stand idle.
testAnnouncedClusters();
testIngresses();
testLiveGateways();
proveTopologies('g2');
