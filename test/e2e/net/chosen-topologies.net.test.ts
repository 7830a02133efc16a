import { proveTopologies } from './prove-topologies.js';
import { chosenTopologies } from './situations.js';

proveTopologies(chosenTopologies);
