import * as z from 'zod/mini';

import { taintEffects, taintKey, taintValue } from '../check/setting-rules.js';
import type { Toleration } from '../model/toleration.js';
import { textsOption } from './option-schemas.js';

/** A taint as `kubectl taint` writes it. */
const pattern = new RegExp(
  `^(?<key>${taintKey})(?:=(?<value>${taintValue}))?(?::(?<effect>${taintEffects.join('|')}))?$`,
  'u',
);

/** `key`, `key=value`, `key:effect` or `key=value:effect`, once or repeated. */
export const tolerationsOption = z.pipe(
  textsOption,
  z.pipe(
    z.array(z.string()).check(
      z.refine((texts) => texts.every((text) => pattern.test(text)), {
        error: 'must be a taint, such as dedicated, dedicated=infra or dedicated=infra:NoSchedule',
      }),
    ),
    z.transform((texts: string[]) => texts.map(toToleration)),
  ),
);

function toToleration(text: string): Toleration {
  const { key = '', value, effect } = pattern.exec(text)?.groups ?? {};
  return {
    key,
    ...(value !== undefined && { value }),
    ...((effect === 'NoSchedule' || effect === 'PreferNoSchedule' || effect === 'NoExecute') && { effect }),
  };
}
