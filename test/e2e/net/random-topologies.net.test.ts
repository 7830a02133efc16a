import { proveTopologies } from './prove-topologies.js';
import { randomTopology } from './situations.js';

const seed = Number(process.env['LIQO_DOCTOR_NET_SEED'] ?? 1);
const count = Number(process.env['LIQO_DOCTOR_NET_COUNT'] ?? 4);

proveTopologies(Array.from({ length: count }, (_, index) => randomTopology(seed + index)));
