import * as fc from 'fast-check';

// The same cases in every run, so that a test fails only for what was changed; another number tries others.
fc.configureGlobal({ seed: Number(process.env['LIQO_DOCTOR_SEED'] ?? 20_261) });

export { fc };
