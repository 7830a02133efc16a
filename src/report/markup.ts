import { printable } from './printable.js';

/** A piece of HTML, SVG or XML that is well-formed and safe: only {@link markup} makes it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template of {@link markup}: texts and numbers are escaped, pieces are taken as they are. */
export type Content = string | number | Markup | readonly Content[] | undefined;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A template of HTML, SVG or XML. Every text in it is escaped and freed of control characters (which XML 1.0 §2.2 does not
 * permit), both within elements and within quoted attributes, so that no name of a cluster can become an element.
 */
export function markup(template: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const parts = template.map((literal, index) => `${literal}${textOf(contents[index])}`);
  return new Markup(parts.join(''));
}

function textOf(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string')
    return printable(content).replace(/[&<>"']/gu, (character) => entities[character] ?? character);
  if (typeof content === 'number') return String(content);
  return content.map(textOf).join('\n');
}
