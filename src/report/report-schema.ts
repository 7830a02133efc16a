import * as z from 'zod/mini';

import { cleanupSchema } from '../model/cleanup.js';
import { dryRunSchema } from '../model/dry-run.js';
import { discoveryReportSchema } from '../model/discovery.js';
import { reportChangesSchema } from '../model/report-changes.js';
import { reportApiVersion, reportSchema, runErrorSchema } from '../model/report.js';

/** A dry run as it stands on stdout with `-o json`. */
const dryRunDocumentSchema = z.extend(dryRunSchema, {
  apiVersion: z.literal(reportApiVersion),
  kind: z.literal('DryRun'),
});

/** What a cleanup did, as it stands on stdout with `-o json`. */
const cleanupDocumentSchema = z.extend(cleanupSchema, {
  apiVersion: z.literal(reportApiVersion),
  kind: z.literal('Cleanup'),
});

/** What changed between two runs, as it stands on stdout with `-o json`. */
const changesDocumentSchema = z.extend(reportChangesSchema, {
  apiVersion: z.literal(reportApiVersion),
  kind: z.literal('PeeringReportChanges'),
});

/**
 * The JSON Schema (draft 2020-12) of every document that `check`, `demo`, `judge`, `discover` and `cleanup` print with `-o json`, made from the
 * very schemas the program uses. Unknown properties are allowed everywhere: later releases may add some.
 */
function reportJsonSchema(): Record<string, unknown> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:liqo-doctor:v1:document',
    title:
      'What liqo-doctor prints with -o json: a report, an error instead of one, what changed, a dry run or a cleanup',
    oneOf: ['PeeringReport', 'PeeringReportChanges', 'DiscoveryReport', 'RunError', 'DryRun', 'Cleanup'].map(
      (kind) => ({
        $ref: `#/$defs/${kind}`,
      }),
    ),
    $defs: {
      PeeringReport: definitionOf(reportSchema),
      PeeringReportChanges: definitionOf(changesDocumentSchema),
      DiscoveryReport: definitionOf(discoveryReportSchema),
      RunError: definitionOf(runErrorSchema),
      DryRun: definitionOf(dryRunDocumentSchema),
      Cleanup: definitionOf(cleanupDocumentSchema),
    },
  };
}

/** The schema as it stands in docs/report-schema.json. */
export function renderReportSchema(): string {
  return `${JSON.stringify(reportJsonSchema(), null, 2)}\n`;
}

/** `io: 'input'` leaves out `additionalProperties: false`, which would forbid what later releases add. */
function definitionOf(schema: z.core.$ZodType): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(z.toJSONSchema(schema, { io: 'input' })).filter(([key]) => key !== '$schema'),
  );
}
