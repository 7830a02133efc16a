import { proveTopologies } from './prove-topologies.js';
import { keptTopologies } from './situations.js';

proveTopologies(keptTopologies);
