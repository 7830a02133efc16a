import { proveTopologies } from './prove-topologies.js';
import { demoTopologies } from './situations.js';

proveTopologies(demoTopologies);
