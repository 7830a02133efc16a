import { printable } from '../kubernetes/printable.js';
import { known, type Fact } from '../model/fact.js';
import type { Deployment } from './kubernetes-objects.js';

/**
 * The value of an argument of a Deployment's containers, `''` for one without value; `undefined` when it is not given.
 *
 * Of an argument given twice the last one counts, as Go's flag parsers have it. May be several lines.
 */
export function argumentOf(deployment: Deployment, name: string): string | undefined {
  return argumentValues(deployment, name).at(-1);
}

/** The values of an argument of a Deployment's containers, in the order in which they are given. */
export function argumentValues(deployment: Deployment, name: string): readonly string[] {
  const values: string[] = [];
  for (const { args } of deployment.spec.template.spec.containers) {
    for (const [index, argument] of (args ?? []).entries()) {
      if (argument.startsWith(`${name}=`)) values.push(argument.slice(name.length + 1));
      else if (argument === name) {
        const next = args?.[index + 1];
        values.push(next === undefined || next.startsWith('-') ? '' : next);
      }
    }
  }
  return values;
}

/** Whether a boolean argument of a Deployment's containers is set. */
export function isArgumentSet(deployment: Deployment, name: string): boolean {
  const value = argumentOf(deployment, name);
  return value !== undefined && !['false', '0', 'f', 'F', 'FALSE', 'False'].includes(value);
}

/** An argument's value in one line; `null` when it is not given or empty, which is the same to Liqo. */
export function argumentFact(deployment: Deployment, name: string): Fact<string | null> {
  const value = argumentOf(deployment, name);
  return value === undefined || value === ''
    ? known(null, argumentsSource(deployment))
    : known(printable(value, 4_096), argumentSource(deployment, name));
}

/** Where a fact was read that rests on all arguments of a Deployment. */
export function argumentsSource({ metadata }: Deployment): string {
  return `arguments of Deployment ${metadata.name}`;
}

/** Where a fact was read that rests on one argument of a Deployment. */
export function argumentSource({ metadata }: Deployment, name: string): string {
  return `argument ${name} of Deployment ${metadata.name}`;
}
